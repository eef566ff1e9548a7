using System.Data.Common;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CritiqueCluster.Actors.Explorations;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Tests.Explorations;

/// <summary>A file that is locked for writing stands for a journal that takes its time.</summary>
public sealed class ExplorationGroupTests : TestKit
{
    private const string Group = "0/t/3";

    private readonly FakeRun _fake;
    private readonly SqliteJournal _journal;
    private readonly TestProbe _rollouts;

    public ExplorationGroupTests()
        : this(new FakeRun()) { }

    private ExplorationGroupTests(FakeRun fake)
        : base(StrictConfig.WithJournal(fake.Folder), "group")
    {
        _fake = fake;
        _journal = new SqliteJournal(fake.Folder, "run");
        _rollouts = CreateTestProbe();
    }

    [Fact]
    public void Should_write_what_is_decided_during_a_write_together_in_the_next_one()
    {
        var group = Start();
        using (Busy())
        {
            for (var i = 0; i < 20; i++)
                group.Tell(Opening(i));
            Reached(group);
            ExpectNoMsg(TimeSpan.FromMilliseconds(300)); // nobody goes on before it is durable
        }
        for (var i = 0; i < 20; i++)
            ExpectMsg<ExplorationGroup.Durable>();
        Assert.Equal([1, 19], Pages());
        Assert.Equal(Enumerable.Range(0, 20).Select(Id), new JournalReader(_journal).Entries().Select(entry => entry.Exploration));
    }

    [Fact]
    public void Should_let_each_go_on_when_its_own_page_is_durable()
    {
        var group = Start();
        var (first, second) = (CreateTestProbe(), CreateTestProbe());
        group.Tell(Opening(0), first);
        first.ExpectMsg<ExplorationGroup.Durable>();
        Assert.Equal([1], Pages());
        using (Busy())
        {
            group.Tell(Opening(1), second);
            Reached(group);
            second.ExpectNoMsg(TimeSpan.FromMilliseconds(300));
        }
        second.ExpectMsg<ExplorationGroup.Durable>();
        first.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Should_close_a_page_that_is_large()
    {
        var group = Start();
        var attempt = Samples.Attempt with { Tokens = new int[700_000], LogProbabilities = [], Entropies = [] };
        using (Busy())
        {
            group.Tell(Opening(0));
            for (var i = 0; i < 4; i++)
                group.Tell(new ExplorationGroup.Decided(Id(0), [new AttemptsRecorded($"r{i}", [new CheckedAttempt(attempt, true, null, "", true, 0)])]));
            Reached(group);
        }
        for (var i = 0; i < 5; i++)
            ExpectMsg<ExplorationGroup.Durable>();
        Assert.Equal([1, 2, 2], Pages()); // more than a million tokens after two
    }

    [Fact]
    public void Should_bring_back_completed_and_open_explorations_with_one_recovery()
    {
        Handwritten.Add(_journal, "explorations/run/0/t/3", 1, new ExplorationPage(
            [.. Handwritten.Exploration(0, "done"), .. Handwritten.Exploration(0, "opened").Take(1), .. Handwritten.Exploration(0, "answered").Take(2)]));
        var group = Start();
        foreach (var message in new object[] { new EndExploration("0/t/done"), new EndExploration("0/t/done"), new Explore(SpecOf("0/t/done")) })
        {
            group.Tell(message);
            Assert.True(ExpectMsg<ExplorationReport>() is { Exploration: "0/t/done", Completed: true });
        }
        _rollouts.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        group.Tell(new Explore(SpecOf("0/t/opened")));
        Assert.Equal("0/t/opened/r0/a", _rollouts.ExpectMsg<Ask<RolloutRequest>>().Request.Id);
        Assert.Single(Pages());
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _fake.Dispose();
    }

    private IActorRef Start()
    {
        var parts = new ExplorationParts("run", _ => new FakeChecker(), _rollouts.Ref, _rollouts.Ref, TimeSpan.FromMinutes(1));
        var group = Sys.ActorOf(Props.Create(() => new ExplorationGroup(parts, Group)));
        Reached(group); // recovery waits for a reader's turn, too
        return group;
    }

    /// <summary>Whatever was sent before is in the group's hands.</summary>
    private static void Reached(IActorRef group) => group.Ask<ActorIdentity>(new Identify(1), TimeSpan.FromMinutes(1)).Wait();

    private DbConnection Busy()
    {
        var connection = _journal.Open(forWriting: true);
        Sql.Execute(connection, "BEGIN IMMEDIATE");
        return connection;
    }

    private List<int> Pages() => [.. new JournalReader(_journal).Entries().CountBy(entry => entry.Position).Select(page => page.Value)];

    private static string Id(int number) => $"0/t/p-{number}";

    private static ExplorationSpec SpecOf(string id) => Samples.Spec with { Id = id, Attempts = 1, Problem = Samples.Problem with { Kind = "fake" } };

    private static ExplorationGroup.Decided Opening(int number) => new(Id(number), [new ExplorationOpened(SpecOf(Id(number)))]);
}
