using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Actors.Work;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Generation.Simulated;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Actors.Tests.Work;

public sealed class EngineWorkerTests : TestKit
{
    private readonly TestProbe _dispatcher;
    private readonly TestProbe _parameters;
    private readonly List<IEngine<RolloutRequest, RolloutResult>> _engines = [];

    public EngineWorkerTests()
        : base(StrictConfig.Setup, "worker")
    {
        _dispatcher = CreateTestProbe();
        _parameters = CreateTestProbe();
    }

    [Fact]
    public void Should_ask_for_the_parameters_that_a_lease_needs_and_then_serve_it()
    {
        var worker = Worker(() => new FakeRolloutEngine());
        _dispatcher.ExpectMsg<WorkerReady>();
        worker.Tell(new Lease<RolloutRequest>(1, Samples.Rollout("a", version: 2)), _dispatcher.Ref);
        Assert.Equal(2, _parameters.ExpectMsg<GetParameters>().Step);
        worker.Tell(new ParametersHere(new ParameterVersion("policy", 2, "sha256:2"), "."));
        var results = Results(2);
        Assert.All(results, r => Assert.Equal(2, r.Attempt.PolicyVersion));
    }

    [Fact]
    public void Should_finish_what_it_has_before_it_swaps_parameters()
    {
        var worker = Worker(() => new FakeRolloutEngine());
        worker.Tell(new ParametersHere(new ParameterVersion("policy", 0, "sha256:0"), "."));
        worker.Tell(new Lease<RolloutRequest>(1, Samples.Rollout("a", version: 0)), _dispatcher.Ref);
        worker.Tell(new Lease<RolloutRequest>(2, Samples.Rollout("b", version: 1)), _dispatcher.Ref);
        Assert.All(Results(2), r => Assert.Equal(0, r.Attempt.PolicyVersion));
        _parameters.FishForMessage(m => m is GetParameters { Step: 1 });
        worker.Tell(new ParametersHere(new ParameterVersion("policy", 1, "sha256:1"), "."));
        Assert.All(Results(2), r => Assert.Equal(1, r.Attempt.PolicyVersion));
    }

    [Fact]
    public void Should_finish_what_its_engine_has_and_hand_back_the_rest_when_it_is_drained()
    {
        using var gate = new ManualResetEventSlim();
        var worker = Worker(() => new FakeRolloutEngine
        {
            Poison = _ =>
            {
                gate.Wait(TimeSpan.FromMinutes(1));
                return false;
            },
        });
        Watch(worker);
        worker.Tell(new ParametersHere(new ParameterVersion("policy", 0, "sha256:0"), "."));
        worker.Tell(new Lease<RolloutRequest>(1, Samples.Rollout("a", version: 0)), _dispatcher.Ref);
        worker.Tell(new Lease<RolloutRequest>(2, Samples.Rollout("b", version: 1)), _dispatcher.Ref);
        _parameters.FishForMessage(m => m is GetParameters { Step: 1 });
        worker.Tell(new DrainWorker());
        gate.Set();
        var ready = (WorkerReady)_dispatcher.FishForMessage(m => m is WorkerReady { Capacity: 0 });
        Assert.Equal(2, ready.LastLease);
        Assert.DoesNotContain("b", ready.Held);
        if (ready.Held.Count > 0) // else they were delivered just before
            Assert.All(Results(2), r => Assert.Equal("a", r.RequestId));
        ExpectTerminated(worker);
    }

    [Fact]
    public void Should_have_the_next_parameters_fetched_while_it_still_works()
    {
        using var asked = new ManualResetEventSlim();
        var worker = Worker(() => new FakeRolloutEngine
        {
            Poison = _ =>
            {
                asked.Wait(TimeSpan.FromMinutes(1));
                return false;
            },
        });
        worker.Tell(new Lease<RolloutRequest>(1, Samples.Rollout("a", version: 0)), _dispatcher.Ref);
        worker.Tell(new Lease<RolloutRequest>(2, Samples.Rollout("b", version: 1)), _dispatcher.Ref);
        worker.Tell(new ParametersHere(new ParameterVersion("policy", 0, "sha256:0"), "."));
        _parameters.FishForMessage(m => m is GetParameters { Step: 1 });
        asked.Set();
        Assert.All(Results(2), r => Assert.Equal(0, r.Attempt.PolicyVersion));
        worker.Tell(new ParametersHere(new ParameterVersion("policy", 1, "sha256:1"), "."));
        Assert.All(Results(2), r => Assert.Equal(1, r.Attempt.PolicyVersion));
    }

    [Fact]
    public void Should_keep_its_parameters_in_use_while_others_cannot_be_had()
    {
        var worker = Worker(() => new FakeRolloutEngine());
        worker.Tell(new ParametersHere(new ParameterVersion("policy", 0, "sha256:0"), "."));
        worker.Tell(new Lease<RolloutRequest>(1, Samples.Rollout("a", version: 0)), _dispatcher.Ref);
        Results(2);
        worker.Tell(new Lease<RolloutRequest>(2, Samples.Rollout("b", version: 1)), _dispatcher.Ref);
        _parameters.FishForMessage(m => m is GetParameters { Step: 1 });
        _parameters.FishForMessage(m => m is GetParameters { Step: 1 }); // asked again
        worker.Tell(new LeaseRevoked("b"), _dispatcher.Ref);
        worker.Tell(new Lease<RolloutRequest>(3, Samples.Rollout("c", version: 0)), _dispatcher.Ref);
        Assert.All(Results(2), r => Assert.Equal(("c", 0), (r.RequestId, r.Attempt.PolicyVersion)));
    }

    [Fact]
    public void Should_give_everything_back_and_make_a_new_engine_when_a_step_throws()
    {
        var worker = Worker(() => new FakeRolloutEngine { Poison = id => id == "bad" });
        worker.Tell(new ParametersHere(new ParameterVersion("policy", 0, "sha256:0"), "."));
        worker.Tell(new Lease<RolloutRequest>(1, Samples.Rollout("bad")), _dispatcher.Ref);
        worker.Tell(new Lease<RolloutRequest>(2, Samples.Rollout("good")), _dispatcher.Ref);
        var failed = (LeasesFailed)_dispatcher.FishForMessage(m => m is LeasesFailed);
        Assert.Equal(["bad", "good"], failed.Requests.Order());
        Assert.Equal("bad is poison", failed.Reason);
        worker.Tell(new Lease<RolloutRequest>(3, Samples.Rollout("good")), _dispatcher.Ref);
        Assert.All(Results(2), r => Assert.Equal("good", r.RequestId));
        Assert.Equal([true, false], _engines.Select(e => ((FakeRolloutEngine)e).Disposed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Should_end_without_blaming_a_request_when_the_surroundings_fail(bool environment)
    {
        Exception reason = environment ? new EnvironmentException("the program is gone") : new ConfigurationException("there is no such program");
        Sys.EventStream.Subscribe(TestActor, typeof(HostFailure));
        var worker = Worker(() => new WaitingEngine(new FakeRolloutEngine()) { Thrown = reason });
        Watch(worker);
        worker.Tell(new ParametersHere(new ParameterVersion("policy", 0, "sha256:0"), "."));
        worker.Tell(new Lease<RolloutRequest>(1, Samples.Rollout("a")), _dispatcher.Ref);
        Assert.Same(reason, ExpectMsg<HostFailure>().Reason);
        ExpectTerminated(worker);
        Assert.DoesNotContain(_dispatcher.ReceiveWhile<object>(TimeSpan.FromMilliseconds(100), m => m), m => m is LeasesFailed);
    }

    [Fact]
    public void Should_ask_for_more_work_for_what_only_waits_for_somebody_else()
    {
        Worker(() => new WaitingEngine(new FakeRolloutEngine(slots: 16)) { Waiting = 5 });
        Assert.Equal(16 + 8 + 5, _dispatcher.ExpectMsg<WorkerReady>().Capacity);
    }

    [Fact]
    public void Should_drop_a_revoked_lease()
    {
        var worker = Worker(() => new FakeRolloutEngine());
        worker.Tell(new Lease<RolloutRequest>(1, Samples.Rollout("a")), _dispatcher.Ref);
        worker.Tell(new LeaseRevoked("a"), _dispatcher.Ref);
        worker.Tell(new Lease<RolloutRequest>(2, Samples.Rollout("b")), _dispatcher.Ref);
        worker.Tell(new ParametersHere(new ParameterVersion("policy", 0, "sha256:0"), "."));
        Assert.All(Results(2), r => Assert.Equal("b", r.RequestId));
    }

    [Fact]
    public void Should_give_a_request_that_was_revoked_and_leased_again_to_the_engine_once()
    {
        var worker = Worker(() => new FakeRolloutEngine());
        worker.Tell(new Lease<RolloutRequest>(1, Samples.Rollout("a")), _dispatcher.Ref);
        worker.Tell(new LeaseRevoked("a"), _dispatcher.Ref);
        worker.Tell(new Lease<RolloutRequest>(2, Samples.Rollout("a")), _dispatcher.Ref);
        worker.Tell(new Lease<RolloutRequest>(3, Samples.Rollout("b")), _dispatcher.Ref);
        worker.Tell(new ParametersHere(new ParameterVersion("policy", 0, "sha256:0"), "."));
        Assert.Equal(["a", "a", "b", "b"], Results(4).Select(r => r.RequestId));
    }

    [Fact]
    public void Should_step_no_more_often_than_an_engine_that_only_waits_wants()
    {
        var load = new SimulatedLoad(Seed: 1, Slots: 4, MeanTokens: 5, Spread: 0, TimeSpan.FromMilliseconds(20));
        using var engine = new CountingEngine(new SimulatedPolicy(load, TimeProvider.System));
        var worker = Worker(() => engine);
        worker.Tell(new Lease<RolloutRequest>(1, Samples.Rollout("a", version: -1)), _dispatcher.Ref);
        Assert.Equal([0, 1], Results(2).Select(r => r.Attempt.Index));
        Assert.InRange(engine.Steps, 1, 3); // the first, to see how long it takes, and the last; a timer may be early once
    }

    [Fact]
    public void Should_sample_with_the_newest_version_that_is_here_where_newer_ones_may()
    {
        var worker = Worker(() => new FakeRolloutEngine());
        worker.Tell(new Lease<RolloutRequest>(1, Streamed("a", atLeast: 2)), _dispatcher.Ref);
        Assert.Equal(new FollowParameters("policy", 2), _parameters.FishForMessage(m => m is FollowParameters));
        worker.Tell(Here(1)); // too old
        worker.Tell(Here(4));
        Assert.All(Results(2), r => Assert.Equal(4, r.Attempt.PolicyVersion));
        worker.Tell(Here(3)); // late
        worker.Tell(new Lease<RolloutRequest>(2, Streamed("b", atLeast: 0)), _dispatcher.Ref);
        Assert.All(Results(2), r => Assert.Equal(4, r.Attempt.PolicyVersion));
    }

    [Fact]
    public void Should_swap_parameters_without_draining_where_newer_ones_may_sample()
    {
        using var begun = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var worker = Worker(() => new FakeRolloutEngine
        {
            Poison = _ =>
            {
                begun.Set();
                goOn.Wait(TimeSpan.FromMinutes(1));
                return false;
            },
        });
        worker.Tell(Here(0));
        worker.Tell(new Lease<RolloutRequest>(1, Streamed("a", atLeast: 0, attempts: 12)), _dispatcher.Ref); // five a step
        Assert.True(begun.Wait(TimeSpan.FromMinutes(1)));
        worker.Tell(Here(1)); // comes while the first step is under way
        goOn.Set();
        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1], Results(12).Select(r => r.Attempt.PolicyVersion));
    }

    [Fact]
    public void Should_not_swap_under_what_wants_exactly_one_version()
    {
        using var goOn = new ManualResetEventSlim();
        var worker = Worker(() => new FakeRolloutEngine
        {
            Poison = _ =>
            {
                goOn.Wait(TimeSpan.FromMinutes(1));
                return false;
            },
        });
        worker.Tell(Here(0));
        worker.Tell(new Lease<RolloutRequest>(1, Samples.Rollout("exact") with { Attempts = [.. Enumerable.Range(0, 12)] }), _dispatcher.Ref);
        worker.Tell(new Lease<RolloutRequest>(2, Streamed("a", atLeast: 0)), _dispatcher.Ref);
        worker.Tell(Here(1));
        worker.Tell(new Lease<RolloutRequest>(3, Streamed("b", atLeast: 1)), _dispatcher.Ref);
        goOn.Set();
        var results = Results(16);
        Assert.All(results.Where(r => r.RequestId != "b"), r => Assert.Equal(0, r.Attempt.PolicyVersion));
        Assert.All(results.Where(r => r.RequestId == "b"), r => Assert.Equal(1, r.Attempt.PolicyVersion));
    }

    [Fact]
    public void Should_tell_the_host_when_the_engine_cannot_be_made()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(HostFailure));
        Worker(() => throw new EnvironmentException("no such device"));
        Assert.Equal("no such device", ExpectMsg<HostFailure>().Reason.Message);
    }

    private IActorRef Worker(Func<IEngine<RolloutRequest, RolloutResult>> make)
    {
        var parts = new WorkerParts<RolloutRequest, RolloutResult>(
            WorkKinds.Rollouts,
            () =>
            {
                _engines.Add(make());
                return _engines[^1];
            },
            _dispatcher.Ref, _parameters.Ref, CreateTestProbe().Ref, new DeviceShare(), TimeSpan.FromMilliseconds(200));
        return Sys.ActorOf(Props.Create(() => new EngineWorker<RolloutRequest, RolloutResult>(parts)));
    }

    private static ParametersHere Here(int step) => new(new ParameterVersion("policy", step, $"sha256:{step}"), ".");

    private static RolloutRequest Streamed(string id, int atLeast, int attempts = 2) =>
        Samples.Rollout(id, atLeast) with { Attempts = [.. Enumerable.Range(0, attempts)], Partial = PartialAttempts.CarryOver };

    private List<RolloutResult> Results(int count)
    {
        var results = new List<RolloutResult>();
        while (results.Count < count)
            results.AddRange(((Finished<RolloutResult>)_dispatcher.FishForMessage(m => m is Finished<RolloutResult>)).Results);
        return results;
    }
}
