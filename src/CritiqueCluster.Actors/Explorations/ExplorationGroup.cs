using Akka.Actor;
using Akka.Persistence;
using Akka.Persistence.Journal;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Explorations;

/// <summary>
/// Writes for the explorations of one group of a stage, its children: what they decide while a page is being written goes into the
/// next one together, and each goes on when its own events are durable. One recovery brings all of them back.
/// </summary>
internal sealed class ExplorationGroup : ReceivePersistentActor
{
    /// <summary>Tokens in a page after which it is closed: some megabytes.</summary>
    private const int TokensPerPage = 1 << 20;

    private readonly ExplorationParts _parts;
    private readonly string[] _tags;
    private readonly Dictionary<string, ExplorationState> _recovered = [];
    private readonly Dictionary<string, ExplorationReport> _completed = [];
    private readonly Queue<(Decided Decided, IActorRef By)> _waiting = new();
    private bool _writing;

    public ExplorationGroup(ExplorationParts parts, string group)
    {
        _parts = parts;
        _tags = [JournalStore.TagOf(parts.Run)];
        PersistenceId = Writers.Group(parts.Run, group);
        Recover<ExplorationPage>(OnPage);
        Recover<RecoveryCompleted>(_ => OnRecovered());
        Command<IForExploration>(OnMessage);
        Command<Decided>(OnDecided);
        Command<Ended>(OnEnded);
    }

    public override string PersistenceId { get; }

    protected override void PreRestart(Exception reason, object message)
    {
        HostFailure.Publish(Context.System, $"exploration group {PersistenceId}", reason);
        base.PreRestart(reason, message);
    }

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => JournalTrouble.Publish(Context.System, "explorations", cause);

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr) => JournalTrouble.Publish(Context.System, "explorations", cause);

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => JournalTrouble.Publish(Context.System, "explorations", reason);

    private void OnPage(ExplorationPage page)
    {
        foreach (var (exploration, happened) in page.Events)
            _recovered[exploration] = ExplorationMachine.Apply(_recovered.GetValueOrDefault(exploration), happened);
    }

    private void OnRecovered()
    {
        foreach (var (exploration, state) in _recovered.Where(r => r.Value.Completed).ToList())
        {
            _completed[exploration] = Reports.Of(state);
            _recovered.Remove(exploration);
        }
    }

    private void OnMessage(IForExploration message)
    {
        if (_completed.TryGetValue(message.Exploration, out var report))
            Sender.Tell(report);
        else
            ChildOf(message.Exploration).Forward(message);
    }

    private IActorRef ChildOf(string exploration)
    {
        var name = Uri.EscapeDataString(exploration);
        var child = Context.Child(name);
        if (!child.IsNobody())
            return child;
        _recovered.Remove(exploration, out var state);
        // By type and arguments: thousands are made, and an expression would be compiled for each.
        return Context.ActorOf(Props.Create<ExplorationActor>(_parts, exploration, state).WithDeploy(Deploy.Local), name);
    }

    private void OnDecided(Decided decided)
    {
        _waiting.Enqueue((decided, Sender));
        if (!_writing)
            Write();
    }

    private void Write()
    {
        var (page, writers, tokens) = (new List<PagedEvent>(), new List<IActorRef>(), 0);
        while (tokens < TokensPerPage && _waiting.TryDequeue(out var next))
        {
            page.AddRange(next.Decided.Events.Select(e => new PagedEvent(next.Decided.Exploration, e)));
            tokens += next.Decided.Events.OfType<AttemptsRecorded>().Sum(e => e.Attempts.Sum(a => a.Attempt.Tokens.Length));
            writers.Add(next.By);
        }
        _writing = page.Count > 0;
        if (_writing)
            PersistAsync(new Tagged(Encoded.Of(new ExplorationPage(page)), _tags), _ => OnWritten(writers));
    }

    private void OnWritten(List<IActorRef> writers)
    {
        foreach (var writer in writers)
            writer.Tell(Durable.Instance);
        Write();
    }

    private void OnEnded(Ended ended)
    {
        _completed[ended.Report.Exploration] = ended.Report;
        Context.Stop(Sender);
    }

    /// <summary>Exploration → group: to be journalled.</summary>
    internal sealed record Decided(string Exploration, IReadOnlyList<ExplorationEvent> Events) : INoSerializationVerificationNeeded;

    /// <summary>Group → exploration: what it decided is durable.</summary>
    internal sealed class Durable : INoSerializationVerificationNeeded
    {
        public static readonly Durable Instance = new();
    }

    /// <summary>Exploration → group: it is over, and this is what whoever asks again is told.</summary>
    internal sealed record Ended(ExplorationReport Report) : INoSerializationVerificationNeeded;
}
