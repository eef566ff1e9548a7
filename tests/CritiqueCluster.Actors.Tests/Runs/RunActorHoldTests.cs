using Akka.Actor;
using Akka.TestKit.Xunit2;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Runs;
using CritiqueCluster.Actors.Tests.Fakes;

namespace CritiqueCluster.Actors.Tests.Runs;

/// <summary>A stopped run whose leader comes back.</summary>
public sealed class RunActorHoldTests : TestKit
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private readonly FakeRun _fake;

    public RunActorHoldTests()
        : this(new FakeRun()) { }

    private RunActorHoldTests(FakeRun fake)
        : base(StrictConfig.WithJournal(fake.Folder), "hold") => _fake = fake;

    [Fact]
    public void Should_say_again_that_it_was_stopped_where_nobody_goes_on_with_it()
    {
        var run = Stopped();
        run.Tell(new WatchRun());
        FishForMessage(m => m is RunStopped);
        run.Tell(new WatchRun());
        FishForMessage(m => m is RunStopped);
    }

    [Fact]
    public void Should_not_call_a_run_stopped_that_was_let_go_on()
    {
        var run = Stopped();
        run.Tell(new HoldRun(RunHold.None));
        Assert.Equal(RunHold.None, ExpectMsg<HoldTaken>().Hold);
        run.Tell(new WatchRun());
        ReceiveWhile(Patience * 4, m => m is RunProgress { Hold: RunHold.None } ? m : null);
        run.Tell(new DescribeRun());
        Assert.Equal(RunHold.None, ExpectMsg<RunProgress>().Hold); // and not that it was stopped
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _fake.Dispose();
    }

    private IActorRef Stopped()
    {
        var first = Start();
        first.Tell(new StartRun(FakeRun.Spec()));
        ExpectMsg<RunAccepted>();
        first.Tell(new HoldRun(RunHold.Stopped));
        Assert.Equal(RunHold.Stopped, ExpectMsg<HoldTaken>().Hold);
        Watch(first);
        first.Tell(PoisonPill.Instance);
        ExpectTerminated(first);
        return Start();
    }

    private IActorRef Start()
    {
        var others = CreateTestProbe();
        var parts = new RunParts("run", others, others, [], null, TimeSpan.FromSeconds(10)) { StopPatience = Patience };
        return Sys.ActorOf(Props.Create(() => new RunActor(parts)));
    }
}
