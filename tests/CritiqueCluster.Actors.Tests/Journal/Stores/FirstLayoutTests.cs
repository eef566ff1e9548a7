using Akka.Actor;
using CritiqueCluster.Actors.Explorations;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Maintenance;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Actors.Tests.Journal.Stores;

/// <summary>A journal that a real program of the first layout wrote: two iterations with evaluations.</summary>
public sealed class FirstLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteJournal _journal;

    public FirstLayoutTests()
    {
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Assets", "journal-1", "journal.db"), _folder["journal.db"]);
        _journal = new SqliteJournal(_folder.Path, "tiny");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_be_read_as_it_is()
    {
        var found = JournalCheck.Of(_journal);
        Assert.Empty(found.Problems);
        Assert.Equal((237L, 237L, 36, 0), (found.Rows, found.Events, found.Explorations, found.Open));
        Assert.Equal([0, 1], found.Published.Select(p => p.Iteration));
        Assert.True(RunHistory.Of(new JournalReader(_journal).Entries()).Completed);
    }

    [Fact]
    public void Should_hold_the_same_in_the_same_places_after_migration_but_for_rounded_numbers()
    {
        var places = Places();
        var explorations = Explorations(rounded: true);
        Assert.NotEqual(explorations, Explorations(rounded: false)); // log-probabilities had 32 bits
        Assert.NotEmpty(_journal.Migrate());
        Assert.Equal(places, Places());
        Assert.Equal(explorations, Explorations(rounded: false));

        var found = JournalCheck.Of(_journal);
        Assert.Empty(found.Problems);
        Assert.Equal((237L, 237L, 36, 0), (found.Rows, found.Events, found.Explorations, found.Open));
    }

    [Fact]
    public void Should_do_nothing_the_second_time()
    {
        _journal.Migrate();
        var rows = Rows();
        Assert.Empty(_journal.Migrate());
        _journal.Prepare();
        Assert.Equal(rows, Rows());
    }

    [Fact]
    public void Should_leave_a_journal_with_a_damaged_row_as_it_is_and_name_the_row()
    {
        Handwritten.Change(_journal, "UPDATE journal SET message = x'0091' WHERE ordering = 30");
        var rows = Rows();
        Assert.Contains("Row 30", Assert.Throws<EnvironmentException>(_journal.Migrate).Message, StringComparison.Ordinal);
        Assert.Equal(rows, Rows());
        Assert.Single(JournalCheck.Of(_journal).Problems, problem => problem is { Damage: JournalDamage.Unreadable, Position: 30 });
    }

    [Fact]
    public void Should_be_compacted_by_iterations()
    {
        var plan = JournalCompaction.Plan(_journal, before: 1);
        Assert.True(plan.Rows > 0);
        plan.Apply(_journal);
        Assert.Empty(JournalCheck.Of(_journal).Problems);
        Assert.Equal(237 - plan.Rows, JournalCheck.Of(_journal).Rows);
        var left = ExplorationFold.Completed(new JournalReader(_journal).Entries()).Select(e => e.Record.Iteration).Distinct();
        Assert.Equal([-1, 1], left.Order());
    }

    /// <summary>Cut off in a round, at the grants of another, and after the learner published.</summary>
    [Theory]
    [InlineData(40)]
    [InlineData(75)]
    [InlineData(105)]
    [InlineData(150)]
    public async Task Should_be_recovered_as_unfinished_as_it_was(int rows)
    {
        Handwritten.Change(_journal, "DELETE FROM journal WHERE ordering > @rows", ("@rows", rows));
        var fold = new ExplorationFold();
        var completed = new JournalReader(_journal).Entries().Select(fold.Add).Where(done => done is not null).Select(done => done!.Record.Id).ToList();
        var open = fold.Open.ToDictionary(state => state.Spec.Id);
        _journal.Prepare();

        using var system = ActorSystem.Create("first-layout", StrictConfig.WithJournal(_journal));
        var asked = new System.Collections.Concurrent.ConcurrentBag<string>();
        var engines = system.ActorOf(Props.Create(() => new Listener(asked)).WithDeploy(Deploy.Local));
        var parts = new ExplorationParts("tiny", _ => new FakeChecker(), engines, engines, TimeSpan.FromMinutes(1));
        var groups = completed.Concat(open.Keys).GroupBy(Writers.GroupOf).ToDictionary(
            group => group.Key, group => system.ActorOf(Props.Create(() => new ExplorationGroup(parts, group.Key)).WithDeploy(Deploy.Local)));
        foreach (var id in completed)
        {
            var report = await groups[Writers.GroupOf(id)].Ask<ExplorationReport>(new EndExploration(id), TimeSpan.FromMinutes(1));
            Assert.True(report.Completed);
        }
        foreach (var (id, state) in open)
            groups[Writers.GroupOf(id)].Tell(new Explore(state.Spec), engines);
        var outstanding = open.Values.SelectMany(s => s.OutstandingRollouts.Select(r => r.Id).Concat(s.OutstandingCritiques.Select(r => r.Id))).Order().ToList();
        Assert.True(SpinWait.SpinUntil(() => asked.Count >= outstanding.Count, TimeSpan.FromMinutes(1)));
        Assert.Equal(outstanding, asked.Order());
        await system.Terminate();
    }

    private List<string> Places() => [.. new JournalReader(_journal).Entries().Select(entry => $"{entry.Position} {entry.Exploration} {entry.Event.GetType().Name}")];

    private List<string> Rows() => [.. JournalRows.Of(_journal).Select(row => $"{row.Position} {row.Writer} {row.Number} {Convert.ToHexString(row.Message)}")];

    private List<string> Explorations(bool rounded) => [.. ExplorationFold.Completed(new JournalReader(_journal).Entries()).Select(e =>
        $"{e.Position} {string.Join(' ', e.Record.Attempts.Select(a => Convert.ToHexString(Codec.Encode(new AttemptsRecorded("", [rounded ? Rounded(a) : a])))))} {Convert.ToHexString(Codec.Encode(new CritiquesRecorded("", e.Record.Critiques)))}")];

    private static CheckedAttempt Rounded(CheckedAttempt a) =>
        a with { Attempt = a.Attempt with { LogProbabilities = [.. a.Attempt.LogProbabilities.Select(x => (float)(Half)x)] } };

    private sealed class Listener : ReceiveActor
    {
        public Listener(System.Collections.Concurrent.ConcurrentBag<string> asked)
        {
            Receive<Ask<RolloutRequest>>(ask => asked.Add(ask.Request.Id));
            Receive<Ask<CritiqueRequest>>(ask => asked.Add(ask.Request.Id));
            ReceiveAny(_ => { });
        }
    }
}
