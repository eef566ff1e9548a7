using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Learning;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Tests.Learning;

public sealed class LearnerActorTests : TestKit
{
    private readonly FakeRun _fake;
    private readonly TestProbe _announcements;

    public LearnerActorTests()
        : this(new FakeRun()) { }

    private LearnerActorTests(FakeRun fake)
        : base(StrictConfig.WithJournal(fake.Folder), "learner")
    {
        _fake = fake;
        _announcements = CreateTestProbe();
    }

    [Fact]
    public void Should_fold_publish_journal_and_announce()
    {
        var learner = Start();
        learner.Tell(new Learn(0));
        var version = ExpectMsg<Learned>().Version;
        Assert.Equal(1, version.Step);
        Assert.Equal(version, Assert.IsType<ParametersAnnounced>(_announcements.ExpectMsg<Publish>().Message).Version);
        Assert.Equal(["0"], FakeLearner.Folds(_fake.Folder));
    }

    [Fact]
    public void Should_rest_between_two_steps_while_the_run_is_held()
    {
        var learner = Start();
        learner.Tell(new HoldWork(true));
        learner.Tell(new Learn(0));
        ExpectNoMsg(TimeSpan.FromMilliseconds(500));
        learner.Tell(new HoldWork(false));
        ExpectMsg<Learned>();
    }

    [Fact]
    public void Should_answer_for_a_folded_iteration_without_folding_it_again()
    {
        var learner = Start();
        learner.Tell(new Learn(0));
        var first = ExpectMsg<Learned>();
        learner.Tell(new Learn(0));
        Assert.Equal(first, ExpectMsg<Learned>());
        Stop(learner);
        var restarted = Start();
        restarted.Tell(new Learn(0));
        Assert.Equal(first, ExpectMsg<Learned>());
        Stop(restarted);
        Assert.Single(new JournalReader(_fake.Folder).Entries(), e => e.Event is ParametersPublished);
        Assert.Equal(["0"], FakeLearner.Folds(_fake.Folder));
    }

    [Fact]
    public void Should_journal_and_not_fold_again_what_only_the_checkpoint_knows()
    {
        FoldWithoutJournal(0);
        var learner = Start();
        learner.Tell(new Learn(0));
        Assert.Equal(1, ExpectMsg<Learned>().Version.Step);
        Assert.Equal(["0"], FakeLearner.Folds(_fake.Folder));
        Assert.NotNull(new JournalReader(_fake.Folder).Entries().Select(e => e.Event).OfType<ParametersPublished>().Single().Result);
        Stop(learner);
        Start().Tell(new Learn(1));
        Assert.Equal(2, ExpectMsg<Learned>().Version.Step);
        Assert.Equal(["0", "1"], FakeLearner.Folds(_fake.Folder));
    }

    [Fact]
    public void Should_fold_again_what_was_lost_with_its_checkpoint()
    {
        var learner = Start();
        learner.Tell(new Learn(0));
        var first = ExpectMsg<Learned>();
        Stop(learner);
        File.Delete(Path.Combine(_fake.Folder, "fake-learner", "checkpoint"));

        var restarted = Start();
        AwaitAssert(() => Assert.Equal(["0", "0"], FakeLearner.Folds(_fake.Folder)), TimeSpan.FromSeconds(20)); // without being asked
        restarted.Tell(new Learn(1));
        var second = ExpectMsg<Learned>();
        Assert.Equal((1, 2), (second.Iteration, second.Version.Step));
        Assert.Equal(["0", "0", "1"], FakeLearner.Folds(_fake.Folder));
        restarted.Tell(new WhereAreParameters("policy", 1));
        Assert.Equal(first.Version, ExpectMsg<ParametersAnnounced>().Version);
    }

    [Fact]
    public void Should_not_go_on_with_a_journal_that_knows_less_than_the_checkpoint_before_the_last()
    {
        FoldWithoutJournal(0);
        FoldWithoutJournal(1);
        Sys.EventStream.Subscribe(TestActor, typeof(HostFailure));
        Start();
        Assert.Contains("folded 2 iterations, the journal knows of 0", ExpectMsg<HostFailure>().Reason.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_tell_the_host_when_it_cannot_go_on()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(HostFailure));
        Start(read: _ => throw new IOException("the disk is gone")).Tell(new Learn(0));
        Assert.Contains("the disk is gone", ExpectMsg<HostFailure>().Reason.ToString(), StringComparison.Ordinal);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _fake.Dispose();
    }

    private static LearningTask TaskOf(int iteration) => new(
        iteration,
        [
            new ExplorationRecord(
                $"{iteration}/t/p-1", iteration, ExplorationPurpose.Training, Samples.Problem, iteration, -1,
                [new CheckedAttempt(Samples.Attempt, true, null, "x", true, 0)], []),
        ],
        100 + iteration);

    private static ParameterVersion Critic { get; } = new("critic", 0, "sha256:critic");

    private void FoldWithoutJournal(int iteration)
    {
        using var before = new FakeLearner(_fake.Folder);
        before.Begin(TaskOf(iteration));
        while (!before.Step().Done)
        {
        }
        before.Publish();
    }

    [Fact]
    public void Should_say_where_base_models_are()
    {
        Start().Tell(new WhereAreParameters(Critic.Model, Critic.Step));
        Assert.Equal(new ParametersAnnounced(Critic, "file:///models/critic"), ExpectMsg<ParametersAnnounced>());
    }

    [Fact]
    public void Should_publish_announce_and_find_again_a_critic_that_learns()
    {
        var learner = Start(teaches: true);
        learner.Tell(new WhereAreParameters("critic", 1));
        learner.Tell(new Learn(0));
        ExpectMsg<Learned>(); // and nothing of a version that is not there yet

        ParametersAnnounced[] announced = [.. Enumerable.Range(0, 2).Select(_ => (ParametersAnnounced)_announcements.ExpectMsg<Publish>().Message)];
        Assert.Equal([("policy", 1), ("critic", 1)], announced.Select(a => (a.Version.Model, a.Version.Step)));
        Assert.NotEqual(announced[0].Location, announced[1].Location);
        var published = new JournalReader(_fake.Folder).Entries().Select(e => e.Event).OfType<ParametersPublished>().Single();
        Assert.Equal(announced[1].Version, published.Result!.Critic!.Version);
        AssertFound(learner);
        Stop(learner);
        AssertFound(Start(teaches: true));

        void AssertFound(IActorRef by)
        {
            by.Tell(new WhereAreParameters("critic", 1));
            Assert.Equal(announced[1], ExpectMsg<ParametersAnnounced>());
            by.Tell(new WhereAreParameters("policy", 1));
            Assert.Equal(announced[0], ExpectMsg<ParametersAnnounced>());
            by.Tell(new WhereAreParameters("critic", 0));
            Assert.Equal(Critic, ExpectMsg<ParametersAnnounced>().Version);
        }
    }

    [Fact]
    public void Should_have_the_older_of_two_learners_publish_nothing_and_end()
    {
        var older = Start();
        older.Tell(new Learn(0));
        ExpectMsg<Learned>();
        Watch(older);
        var newer = Start(node: "b");
        newer.Tell(new Learn(0));
        ExpectMsg<Learned>();

        older.Tell(new Learn(1));
        ExpectTerminated(older);
        newer.Tell(new Learn(1));
        ExpectMsg<Learned>();
        Sys.EventStream.Subscribe(TestActor, typeof(HostFailure));
        Start(); // as its supervisor would
        Assert.Contains("Another learner has taken the run over (b/", ExpectMsg<HostFailure>().Reason.Message, StringComparison.Ordinal);
        var events = new JournalReader(_fake.Folder).Entries().Select(e => e.Event).ToList();
        Assert.Equal([1, 2], events.OfType<LearnerTookOver>().Select(e => e.Epoch));
        Assert.Equal([0, 1], events.OfType<ParametersPublished>().Select(e => e.Iteration));
    }

    private IActorRef Start(Func<int, Task<LearningTask>>? read = null, string node = "a", bool teaches = false)
    {
        var parts = new LearnerParts(
            "run", node, () => new FakeLearner(_fake.Folder, teaches), read ?? (iteration => Task.FromResult(TaskOf(iteration))), CreateTestProbe().Ref, _announcements.Ref,
            Known: [new ParametersAnnounced(Critic, "file:///models/critic")]);
        return Sys.ActorOf(Props.Create(() => new LearnerActor(parts)));
    }

    private void Stop(IActorRef actor)
    {
        Watch(actor);
        actor.Tell(PoisonPill.Instance);
        ExpectTerminated(actor);
    }
}
