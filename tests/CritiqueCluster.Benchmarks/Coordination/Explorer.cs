using Akka.Actor;

using CritiqueCluster.Actors.Explorations;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Benchmarks.Coordination;

/// <summary>
/// Stands for run and groups: explorations of eight attempts, then one round with critiques of two failures and four refinements of
/// each. Nothing is journalled.
/// </summary>
internal sealed class Explorer : ReceiveActor
{
    private const int CritiqueTokens = 45;
    private const int Refinements = 4;
    private const int Criticised = 2;

    private readonly ExplorationParts _parts;
    private readonly Queue<Problem> _problems;
    private readonly Action _done;
    private int _left;

    /// <param name="parts">Of explorations.</param>
    /// <param name="problems">One exploration for each.</param>
    /// <param name="window">Explorations at the same time.</param>
    /// <param name="done">Called when all are completed.</param>
    public Explorer(ExplorationParts parts, IReadOnlyList<Problem> problems, int window, Action done)
    {
        (_parts, _problems, _done, _left) = (parts, new(problems), done, problems.Count);
        Receive<ExplorationGroup.Decided>(_ => Sender.Tell(ExplorationGroup.Durable.Instance));
        Receive<ExplorationReport>(OnReport);
        Receive<ExplorationGroup.Ended>(_ => OnEnded());
        for (var i = 0; i < window; i++)
            BeginNext();
    }

    private void OnReport(ExplorationReport report)
    {
        const int Tokens = Criticised * (CritiqueTokens + Refinements * Feeder.Tokens);
        if (report is { Completed: false, Round: 0 })
            Sender.Tell(new GrantTokens(report.Exploration, new GrantRound(1, Tokens, Feeder.Tokens, Feeder.Tokens, CritiqueTokens)));
        else if (!report.Completed)
            Sender.Tell(new EndExploration(report.Exploration));
    }

    private void OnEnded()
    {
        Context.Stop(Sender);
        BeginNext();
        if (--_left == 0)
            _done();
    }

    private void BeginNext()
    {
        if (!_problems.TryDequeue(out var problem))
            return;
        var spec = new ExplorationSpec(
            ExplorationSpec.IdOf(0, ExplorationPurpose.Training, problem.Id), 0, ExplorationPurpose.Training, problem, Arm.Critique, -1, -1, 1,
            new SamplingOptions(0.7, 1, 0, 1000), Feeder.Attempts, RefinementMode.Continue, Refinements, 1000);
        Context.ActorOf(Props.Create<ExplorationActor>(_parts, spec.Id, null)).Tell(new Explore(spec));
    }
}
