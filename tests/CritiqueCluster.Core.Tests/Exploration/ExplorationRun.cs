using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Core.Tests.Exploration;

/// <summary>Drives one exploration as an actor would: decide, keep the events, apply.</summary>
internal sealed class ExplorationRun(ExplorationWorld world)
{
    public List<ExplorationEvent> Events { get; } = [];

    public ExplorationState? State { get; private set; }

    public IReadOnlyList<ExplorationEvent> Tell(ExplorationCommand command)
    {
        var events = ExplorationWorld.Machine.Decide(State, command);
        foreach (var happened in events)
            State = ExplorationMachine.Apply(State, happened);
        Events.AddRange(events);
        return events;
    }

    /// <summary>What is waited for, answered.</summary>
    public List<ExplorationCommand> Answers() =>
        [.. State!.OutstandingRollouts.Select(world.Answer), .. State.OutstandingCritiques.Select(world.Answer)];

    public ExplorationRun Finish()
    {
        while (State!.IsWaiting)
            Tell(Answers()[0]);
        return this;
    }

    public ExplorationSummary Summary => ExplorationSummary.Of(State!);

    /// <summary>The process dies and comes back.</summary>
    public void Recover() => State = ExplorationMachine.Fold(Events);
}
