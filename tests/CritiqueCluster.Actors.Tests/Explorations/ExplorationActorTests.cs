using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CritiqueCluster.Actors.Explorations;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Tests.Explorations;

public sealed class ExplorationActorTests : TestKit
{
    private static readonly ExplorationSpec Spec = Samples.Spec with
    {
        Attempts = 2,
        RefinementsPerCritique = 1,
        Problem = Samples.Problem with { Kind = "fake" },
    };

    private static readonly GrantRound Grant = new(1, 30, 20, 5, 10);

    private readonly FakeRun _fake;
    private readonly TestProbe _rollouts;
    private readonly TestProbe _critics;

    public ExplorationActorTests()
        : this(new FakeRun()) { }

    private ExplorationActorTests(FakeRun fake)
        : base(StrictConfig.WithJournal(fake.Folder), "exploration")
    {
        _fake = fake;
        _rollouts = CreateTestProbe();
        _critics = CreateTestProbe();
    }

    [Fact]
    public void Should_ask_for_attempts_and_report_when_they_came()
    {
        var exploration = Start();
        exploration.Tell(new Explore(Spec));
        Answer("no", "= 82");
        var report = ExpectMsg<ExplorationReport>();
        Assert.Equal((0, false, 1, 1), (report.Round, report.Completed, report.Summary.Failures, report.Summary.Accepted));
    }

    [Fact]
    public void Should_answer_a_repeated_command_without_exploring_again()
    {
        var exploration = Start();
        exploration.Tell(new Explore(Spec));
        Answer("no", "= 82");
        var report = ExpectMsg<ExplorationReport>();
        exploration.Tell(new Explore(Spec));
        Assert.Equal(report, ExpectMsg<ExplorationReport>());
        _rollouts.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public void Should_ask_again_at_once_for_an_answer_that_is_none_and_give_up_after_three()
    {
        Start().Tell(new Explore(Spec));
        for (var i = 0; i < 3; i++)
        {
            var request = _rollouts.ExpectMsg<Ask<RolloutRequest>>().Request;
            _rollouts.Reply(new Answered<RolloutResult>(request.Id, [Samples.Result(request.Id, 77)]));
        }
        Assert.Equal(1, ExpectMsg<ExplorationReport>().Summary.Quarantined);
        _rollouts.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public void Should_ask_again_under_the_same_id_when_nothing_comes()
    {
        var exploration = Start(askAgain: TimeSpan.FromMilliseconds(200));
        exploration.Tell(new Explore(Spec));
        var first = _rollouts.ExpectMsg<Ask<RolloutRequest>>().Request.Id;
        Assert.Equal(first, _rollouts.ExpectMsg<Ask<RolloutRequest>>().Request.Id);
    }

    /// <summary>So it was once: the run sent again as often as explorations asked again, and after a dispatcher was lost nobody asked the next.</summary>
    [Fact]
    public void Should_ask_again_though_the_run_sends_again_and_again()
    {
        var exploration = Start(askAgain: TimeSpan.FromMilliseconds(500));
        exploration.Tell(new Explore(Spec));
        var first = _rollouts.ExpectMsg<Ask<RolloutRequest>>().Request.Id;
        Sys.Scheduler.ScheduleTellRepeatedly(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50), exploration, new Explore(Spec), TestActor);
        Assert.Equal(first, _rollouts.ExpectMsg<Ask<RolloutRequest>>(TimeSpan.FromSeconds(30)).Request.Id);
    }

    [Fact]
    public void Should_ask_after_recovery_for_exactly_what_is_missing()
    {
        var exploration = Start();
        exploration.Tell(new Explore(Spec));
        Answer("no", "nope");
        ExpectMsg<ExplorationReport>();
        exploration.Tell(new GrantTokens(Spec.Id, Grant));
        var asked = _critics.ExpectMsg<Ask<CritiqueRequest>>().Request;
        Stop(exploration);

        var recovered = Start();
        recovered.Tell(new Explore(Spec));
        Assert.Equal(asked.Id, _critics.ExpectMsg<Ask<CritiqueRequest>>().Request.Id);
        _rollouts.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        _critics.Reply(new Answered<CritiqueResult>(asked.Id, [.. asked.Attempts.Select(Criticise(asked.Id))]));
        foreach (var target in asked.Attempts)
            Answer($"= 82 by way of {target.Attempt}");
        Assert.Equal((1, asked.Attempts.Count), Both(ExpectMsg<ExplorationReport>()));
    }

    [Fact]
    public void Should_go_on_without_a_quarantined_request_and_not_count_it_as_wrong()
    {
        var exploration = Start();
        exploration.Tell(new Explore(Spec));
        var asked = _rollouts.ExpectMsg<Ask<RolloutRequest>>().Request;
        _rollouts.Reply(new Unanswerable(asked.Id, "three workers failed"));
        var summary = ExpectMsg<ExplorationReport>().Summary;
        Assert.Equal((1, 0, 0), (summary.Quarantined, summary.Failures, summary.Sampled));
    }

    [Fact]
    public void Should_stay_completed_after_recovery()
    {
        var exploration = Start();
        exploration.Tell(new Explore(Spec));
        Answer("no", "= 82");
        ExpectMsg<ExplorationReport>();
        exploration.Tell(new EndExploration(Spec.Id));
        Assert.True(ExpectMsg<ExplorationReport>().Completed);
        Stop(exploration);

        var recovered = Start();
        recovered.Tell(new Explore(Spec));
        Assert.True(ExpectMsg<ExplorationReport>().Completed);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _fake.Dispose();
    }

    private IActorRef Start(TimeSpan? askAgain = null)
    {
        var parts = new ExplorationParts("run", _ => new FakeChecker(), _rollouts.Ref, _critics.Ref, askAgain ?? TimeSpan.FromMinutes(1));
        return Sys.ActorOf(Props.Create(() => new ExplorationGroup(parts, Writers.GroupOf(Spec.Id))));
    }

    private void Stop(IActorRef actor)
    {
        Watch(actor);
        actor.Tell(PoisonPill.Instance);
        ExpectTerminated(actor);
    }

    private void Answer(params string[] texts)
    {
        var request = _rollouts.ExpectMsg<Ask<RolloutRequest>>().Request;
        var results = request.Attempts.Select((index, i) => new RolloutResult(request.Id, Samples.Attempt with
        {
            Index = index,
            Source = request.Basis?.Mode ?? AttemptSource.Sampled,
            Parent = request.Basis?.Parent.Index,
            Text = texts[i],
        }));
        _rollouts.Reply(new Answered<RolloutResult>(request.Id, [.. results]));
    }

    private static Func<CritiqueTarget, CritiqueResult> Criticise(string request) =>
        target => new CritiqueResult(request, Samples.Critique with { Attempt = target.Attempt });

    private static (int Round, int Refinements) Both(ExplorationReport report) => (report.Round, report.Summary.Refinements);
}
