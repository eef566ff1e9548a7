using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Actors.Work;
using CritiqueCluster.Core.Exploration;
using Microsoft.Extensions.Time.Testing;

namespace CritiqueCluster.Actors.Tests.Work;

public sealed class DispatcherTests() : TestKit(StrictConfig.Setup, "dispatcher")
{
    private readonly FakeTimeProvider _clock = new();

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
    public void Should_quarantine_a_request_that_fails_three_times_and_say_where_and_why()
    {
        var dispatcher = Dispatcher();
        var worker = Worker(dispatcher);
        dispatcher.Tell(new Ask<RolloutRequest>(Samples.Rollout("a")));
        foreach (var reason in (string[])["out of memory", "out of memory", "out of luck"])
        {
            worker.ExpectMsg<Lease<RolloutRequest>>();
            worker.Send(dispatcher, new LeasesFailed(["a"], reason));
        }
        var path = $"akka://dispatcher{worker.Ref.Path.ToStringWithoutAddress()}";
        Assert.Equal($"{path}: out of memory; {path}: out of luck", ExpectMsg<Unanswerable>().Reason);
    }

    [Fact]
    public void Should_lease_a_straggler_to_a_second_worker_and_revoke_it_from_who_is_slower()
    {
        var dispatcher = Dispatcher();
        var slow = Worker(dispatcher);
        for (var i = 0; i < 11; i++)
        {
            dispatcher.Tell(new Ask<RolloutRequest>(Samples.Rollout($"{i}")));
            slow.ExpectMsg<Lease<RolloutRequest>>();
            if (i < 10)
                slow.Send(dispatcher, new Finished<RolloutResult>([Samples.Result($"{i}", 0), Samples.Result($"{i}", 1)]));
        }
        var second = Worker(dispatcher);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("10", second.ExpectMsg<Lease<RolloutRequest>>().Request.Id);
        second.Send(dispatcher, new Finished<RolloutResult>([Samples.Result("10", 0), Samples.Result("10", 1)]));
        Assert.Equal("10", slow.ExpectMsg<LeaseRevoked>().Request);
        Assert.Equal("10", ((Answered<RolloutResult>)FishForMessage(m => m is Answered<RolloutResult> { Request: "10" })).Request);
    }

    [Fact]
    public void Should_revoke_what_a_worker_holds_and_another_has()
    {
        var dispatcher = Dispatcher();
        var worker = Worker(dispatcher);
        dispatcher.Tell(new Ask<RolloutRequest>(Samples.Rollout("a")));
        worker.ExpectMsg<Lease<RolloutRequest>>();
        var other = CreateTestProbe();
        other.Send(dispatcher, new WorkerReady(8, null, 0, ["a"]));
        Assert.Equal("a", other.ExpectMsg<LeaseRevoked>().Request);
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
        var options = new DispatcherOptions(QueueLimit: 2, lease ?? TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        var clock = lease is null ? _clock : TimeProvider.System;
        return Sys.ActorOf(Props.Create(() => new Dispatcher<RolloutRequest, RolloutResult>(WorkKinds.Rollouts, options, clock)));
    }

    private TestProbe Worker(IActorRef dispatcher)
    {
        var worker = CreateTestProbe();
        worker.Send(dispatcher, new WorkerReady(8, null, 0, []));
        return worker;
    }
}
