using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Actors.Work;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Tests.Work;

public sealed class DispatcherTests() : TestKit(StrictConfig.Setup, "dispatcher")
{
    [Fact]
    public void Should_answer_with_all_units_once_the_last_has_come()
    {
        var dispatcher = Dispatcher();
        var worker = Worker(dispatcher);
        dispatcher.Tell(new Ask<RolloutRequest>(Samples.Rollout("a")));
        Assert.Equal("a", worker.ExpectMsg<Lease<RolloutRequest>>().Request.Id);
        worker.Send(dispatcher, new Finished<RolloutResult>([Samples.Result("a", 1)]));
        worker.Send(dispatcher, new Finished<RolloutResult>([Samples.Result("a", 0)]));
        var answer = ExpectMsg<Answered<RolloutResult>>();
        Assert.Equal([0, 1], answer.Results.Select(r => r.Attempt.Index));
    }

    [Fact]
    public void Should_lease_to_another_worker_when_one_dies()
    {
        var dispatcher = Dispatcher();
        var worker = Worker(dispatcher);
        dispatcher.Tell(new Ask<RolloutRequest>(Samples.Rollout("a")));
        worker.ExpectMsg<Lease<RolloutRequest>>();
        Sys.Stop(worker.Ref);
        var other = Worker(dispatcher);
        Assert.Equal("a", other.ExpectMsg<Lease<RolloutRequest>>().Request.Id);
    }

    [Fact]
    public void Should_take_the_leases_of_a_silent_worker_back()
    {
        var dispatcher = Dispatcher(TimeSpan.FromMilliseconds(400));
        var worker = Worker(dispatcher);
        dispatcher.Tell(new Ask<RolloutRequest>(Samples.Rollout("a")));
        worker.ExpectMsg<Lease<RolloutRequest>>();
        Assert.Equal("a", worker.ExpectMsg<LeaseRevoked>().Request);
        var other = Worker(dispatcher);
        Assert.Equal("a", other.ExpectMsg<Lease<RolloutRequest>>().Request.Id);
    }

    [Fact]
    public void Should_quarantine_a_request_that_fails_three_times_with_its_reasons()
    {
        var dispatcher = Dispatcher();
        var worker = Worker(dispatcher);
        dispatcher.Tell(new Ask<RolloutRequest>(Samples.Rollout("a")));
        foreach (var reason in (string[])["out of memory", "out of memory", "out of luck"])
        {
            worker.ExpectMsg<Lease<RolloutRequest>>();
            worker.Send(dispatcher, new LeasesFailed(["a"], reason));
        }
        Assert.Equal("out of memory; out of luck", ExpectMsg<Unanswerable>().Reason);
    }

    [Fact]
    public void Should_say_that_it_is_busy_when_the_queue_is_full()
    {
        var dispatcher = Dispatcher();
        foreach (var id in (string[])["a", "b", "c"])
            dispatcher.Tell(new Ask<RolloutRequest>(Samples.Rollout(id)));
        Assert.Equal("c", ExpectMsg<Busy>().Request);
    }

    [Fact]
    public void Should_lease_nothing_while_the_run_is_held()
    {
        var dispatcher = Dispatcher();
        var worker = Worker(dispatcher);
        dispatcher.Tell(new HoldWork(true));
        dispatcher.Tell(new Ask<RolloutRequest>(Samples.Rollout("a")));
        worker.ExpectNoMsg(TimeSpan.FromMilliseconds(200));
        dispatcher.Tell(new DescribeWork());
        var held = ExpectMsg<WorkDescription>();
        Assert.Equal((1, 0, 8, 0), (held.Queued, held.Leased, held.Workers[0].Capacity, held.Workers[0].Units));
        dispatcher.Tell(new HoldWork(false));
        Assert.Equal("a", worker.ExpectMsg<Lease<RolloutRequest>>().Request.Id);
        dispatcher.Tell(new DescribeWork());
        var leased = ExpectMsg<WorkDescription>();
        Assert.Equal((0, 1, 2), (leased.Queued, leased.Leased, leased.Workers[0].Units));
    }

    private IActorRef Dispatcher(TimeSpan? lease = null)
    {
        var options = new DispatcherOptions(QueueLimit: 2, lease ?? TimeSpan.FromMinutes(1));
        return Sys.ActorOf(Props.Create(() => new Dispatcher<RolloutRequest, RolloutResult>(WorkKinds.Rollouts, options)));
    }

    private TestProbe Worker(IActorRef dispatcher)
    {
        var worker = CreateTestProbe();
        worker.Send(dispatcher, new WorkerReady(8, null, 0, []));
        return worker;
    }
}
