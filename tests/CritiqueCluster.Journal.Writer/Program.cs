using System.Collections.Immutable;
using Akka.Actor;
using Akka.Serialization;
using CritiqueCluster.Actors.Explorations;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

// Opens explorations without end, through the groups that a run has, and prints the id of each that is durable: `sqlite FOLDER` or
// `postgres CONNECTION`. Whoever started it kills it, and compares what was printed with what is in the journal.
JournalStore store = args[0] == "sqlite" ? new SqliteJournal(args[1], "run") : new PostgresJournal(args[1], "run");
store.Prepare();
using var claim = Claim(store);
var system = ActorSystem.Create("writer", BootstrapSetup.Create().WithConfig(store.Settings.WithFallback(AkkaFiles.Read("journal")))
    .And(SerializationSetup.Create(system => [SerializerDetails.Create("wire", new WireSerializer(system), Manifests.Bound.ToImmutableHashSet())])));
var parts = new ExplorationParts("run", _ => throw new NotSupportedException(), ActorRefs.Nobody, ActorRefs.Nobody, TimeSpan.FromHours(1));
var groups = Enumerable.Range(0, Writers.Groups).Select(number => $"0/t/{number}")
    .ToDictionary(group => group, group => system.ActorOf(Props.Create(() => new ExplorationGroup(parts, group))));
for (var i = 0; i < 32; i++)
    system.ActorOf(Props.Create(() => new Opener(groups)));
await system.WhenTerminated;

// What the process before us left on the server ends a moment after it.
static IDisposable? Claim(JournalStore store)
{
    for (var tries = 0; ; tries++)
        try
        {
            return store.Claim(lost => Environment.FailFast(lost.Message));
        }
        catch (EnvironmentException) when (tries < 300)
        {
            Thread.Sleep(100);
        }
}

/// <summary>Opens one exploration after the other.</summary>
internal sealed class Opener : ReceiveActor
{
    private static readonly Problem Problem = new("p", string.Join(' ', Enumerable.Range(0, 100)), "82", "countdown");

    private readonly Dictionary<string, IActorRef> _groups;
    private string _id = "";

    public Opener(Dictionary<string, IActorRef> groups)
    {
        _groups = groups;
        Receive<ExplorationGroup.Durable>(_ =>
        {
            Console.WriteLine(_id);
            Open();
        });
    }

    protected override void PreStart() => Open();

    private void Open()
    {
        _id = ExplorationSpec.IdOf(0, ExplorationPurpose.Training, Guid.NewGuid().ToString("n"));
        var spec = new ExplorationSpec(
            _id, 0, ExplorationPurpose.Training, Problem, Arm.Critique, 0, 0, 1, new SamplingOptions(1, 1, 0, 40), 2, RefinementMode.Continue, 1, 10);
        _groups[Writers.GroupOf(_id)].Tell(new ExplorationGroup.Decided(_id, [new ExplorationOpened(spec)]));
    }
}
