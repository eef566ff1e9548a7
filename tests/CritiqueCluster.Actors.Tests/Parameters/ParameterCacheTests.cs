using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Parameters;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Tests.Parameters;

public sealed class ParameterCacheTests : TestKit
{
    private readonly TestProbe _learner;
    private readonly TestProbe _topic;
    private readonly FakeFetcher _fetcher = new();

    public ParameterCacheTests()
        : base(StrictConfig.Setup, "cache")
    {
        _learner = CreateTestProbe();
        _topic = CreateTestProbe();
    }

    [Fact]
    public void Should_fetch_from_the_learner_and_from_whoever_else_has_it_and_say_that_it_has_it_too()
    {
        var cache = Cache();
        cache.Tell(Held(3, "http://early/3"));
        cache.Tell(Announced(3));
        cache.Tell(new GetParameters("policy", 3));
        var fetch = _fetcher.Next();
        cache.Tell(Held(3, "http://late/3"));
        AwaitAssert(() => Assert.Equal([new Uri("http://early/3"), new Uri("http://late/3")], fetch.Locations.Peers));
        Assert.Equal(new Uri("http://learner/3"), fetch.Locations.Origin);

        fetch.Folder.SetResult("/cache/3");

        Assert.Equal(new ParametersHere(Version(3), "/cache/3"), ExpectMsg<ParametersHere>());
        Assert.Equal(Held(3, "http://here/3"), _topic.ExpectMsg<Publish>().Message);
    }

    [Fact]
    public void Should_not_ask_who_has_something_else_under_that_name()
    {
        var cache = Cache();
        cache.Tell(new ParametersHeld(Version(3) with { Hash = "sha256:other" }, "http://other/3"));
        cache.Tell(new ParametersHeld(Version(3), "no address"));
        cache.Tell(Announced(3));
        cache.Tell(new GetParameters("policy", 3));

        Assert.Empty(_fetcher.Next().Locations.Peers);
    }

    [Fact]
    public void Should_ask_learner_and_peers_for_what_was_announced_before_its_time()
    {
        var (late, early) = (Cache(), Cache());
        early.Tell(Announced(3));
        early.Tell(new GetParameters("policy", 3));
        _fetcher.Next().Folder.SetResult("/cache/3");
        _topic.FishForMessage(m => m is Publish { Message: ParametersHeld });
        late.Tell(new GetParameters("policy", 3));

        _learner.ExpectMsg<WhereAreParameters>();
        var asked = (Publish)_topic.FishForMessage(m => m is Publish { Message: WhereAreParameters });
        early.Tell(asked.Message, _topic.LastSender);
        _learner.Reply(Announced(3));

        var fetch = _fetcher.Next();
        AwaitAssert(() => Assert.Equal([new Uri("http://here/3")], fetch.Locations.Peers));
    }

    [Fact]
    public void Should_tell_a_follower_of_every_newer_version_that_comes()
    {
        var cache = Cache();
        cache.Tell(new FollowParameters("policy", 2));
        Assert.Equal(new WhereAreParameters("policy", 2), _learner.ExpectMsg<WhereAreParameters>());
        _learner.Reply(Announced(2));
        _fetcher.Next().Folder.SetResult("/cache/2");
        Assert.Equal(2, ExpectMsg<ParametersHere>().Version.Step);

        cache.Tell(Announced(3));
        var third = _fetcher.Next();
        cache.Tell(Announced(4));
        _fetcher.Next().Folder.SetResult("/cache/4");
        Assert.Equal(4, ExpectMsg<ParametersHere>().Version.Step);
        third.Folder.SetResult("/cache/3"); // late: whoever has version 4 wants it no more
        cache.Tell(new FollowParameters("policy", 1));
        Assert.Equal(4, ExpectMsg<ParametersHere>().Version.Step);
    }

    [Fact]
    public void Should_leave_everybody_what_they_have_when_a_fetch_fails_and_try_again_when_asked()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(HostFailure));
        var cache = Cache();
        cache.Tell(Announced(3));
        for (var i = 0; i < 4; i++)
        {
            var failing = NextAskedOf(cache);
            cache.Tell(new GetParameters("policy", 3)); // one fetch, however many ask
            failing.Folder.SetException(new EnvironmentException("damaged"));
        }
        var last = NextAskedOf(cache);
        ExpectNoMsg(TimeSpan.Zero); // neither parameters nor a failure of the host
        last.Folder.SetResult("/cache/3");
        ExpectMsg<ParametersHere>();
    }

    [Fact]
    public void Should_ask_where_what_could_not_be_fetched_is_now()
    {
        var cache = Cache();
        cache.Tell(Announced(3));
        NextAskedOf(cache).Folder.SetException(new EnvironmentException("the learner is elsewhere"));
        AwaitAssert(() =>
        {
            cache.Tell(new GetParameters("policy", 3));
            Assert.Equal(new WhereAreParameters("policy", 3), _learner.ExpectMsg<WhereAreParameters>(TimeSpan.FromMilliseconds(100)));
        });
        _fetcher.Next().Folder.SetException(new EnvironmentException("the learner is elsewhere"));
        AwaitAssert(() =>
        {
            cache.Tell(new ParametersAnnounced(Version(3), "http://learner-again/3"));
            Assert.True(_fetcher.HasNext);
        });
        Assert.Equal(new Uri("http://learner-again/3"), _fetcher.Next().Locations.Origin);
    }

    [Fact]
    public void Should_tell_the_host_when_nothing_can_be_fetched()
    {
        Sys.EventStream.Subscribe(TestActor, typeof(HostFailure));
        _fetcher.Always = new EnvironmentException("no network");
        var cache = Cache();
        cache.Tell(Announced(3));
        AwaitAssert(() =>
        {
            cache.Tell(new GetParameters("policy", 3));
            Assert.Equal("no network", ExpectMsg<HostFailure>(TimeSpan.FromMilliseconds(100)).Reason.Message);
        });
    }

    [Fact]
    public void Should_fetch_what_is_new_of_a_model_in_use_before_it_is_asked_for()
    {
        var cache = Cache();
        cache.Tell(Announced(3));
        cache.Tell(new ParametersAnnounced(new("critic", 1, "sha256:c"), "http://learner/critic"));
        cache.Tell(new GetParameters("policy", 3));
        _fetcher.Next().Folder.SetResult("/cache/3");
        ExpectMsg<ParametersHere>();

        cache.Tell(new ParametersAnnounced(new("critic", 2, "sha256:c"), "http://learner/critic"));
        cache.Tell(Announced(2));
        cache.Tell(Announced(4));

        Assert.Equal(Version(4), _fetcher.Next().Version);
        Assert.False(_fetcher.HasNext);
    }

    [Fact]
    public void Should_fetch_again_what_the_learner_has_made_again()
    {
        var cache = Cache();
        cache.Tell(Announced(3));
        cache.Tell(new GetParameters("policy", 3));
        var first = _fetcher.Next();
        var again = Version(3) with { Hash = "sha256:again" };
        cache.Tell(new ParametersAnnounced(again, "http://learner/3"));
        first.Folder.SetResult("/cache/old");
        var second = _fetcher.Next();
        Assert.Equal(again, second.Version);
        second.Folder.SetResult("/cache/3");
        Assert.Equal(new ParametersHere(again, "/cache/3"), ExpectMsg<ParametersHere>());
    }

    [Fact]
    public void Should_remember_the_newest_versions_and_those_known_from_the_start()
    {
        var known = new KnownVersions([Announced(0)]);
        for (var step = 1; step <= 100; step++)
            Assert.True(known.Add(Announced(step)));
        Assert.False(known.Add(Announced(7)));

        Assert.Equal(Version(7), known.Find("policy", 7)); // was just spoken of
        Assert.Equal(Version(0), known.Find("policy", 0));
        Assert.Equal(Version(100), known.Find("policy", 100));
        Assert.InRange(Enumerable.Range(0, 101).Count(step => known.Find("policy", step) is not null), 3, KnownVersions.Most + 2);
    }

    private static ParameterVersion Version(int step) => new("policy", step, $"sha256:{step}");

    private static ParametersAnnounced Announced(int step) => new(Version(step), $"http://learner/{step}");

    private static ParametersHeld Held(int step, string location) => new(Version(step), location);

    private IActorRef Cache()
    {
        var parts = new ParameterCacheParts([], _learner.Ref, _topic.Ref, _fetcher, (version, _) => new Uri($"http://here/{version.Step}"));
        var cache = Sys.ActorOf(Props.Create(() => new ParameterCache(parts)));
        _topic.ExpectMsg<Subscribe>();
        return cache;
    }

    /// <summary>Asks, as workers do, until it is fetched.</summary>
    private Fetch NextAskedOf(IActorRef cache)
    {
        AwaitAssert(() =>
        {
            cache.Tell(new GetParameters("policy", 3));
            Assert.True(_fetcher.HasNext);
        });
        return _fetcher.Next();
    }

    private sealed record Fetch(ParameterVersion Version, ParameterLocations Locations, TaskCompletionSource<string> Folder);

    private sealed class FakeFetcher : IParameterFetcher
    {
        private readonly BlockingCollection<Fetch> _fetches = [];

        public Exception? Always { get; set; }

        public bool HasNext => _fetches.Count > 0;

        public Task<string> FetchAsync(ParameterVersion version, ParameterLocations locations, CancellationToken cancellation)
        {
            if (Always is not null)
                return Task.FromException<string>(Always);
            var fetch = new Fetch(version, locations, new(TaskCreationOptions.RunContinuationsAsynchronously));
            _fetches.Add(fetch, cancellation);
            return fetch.Folder.Task;
        }

        public Fetch Next() => _fetches.TryTake(out var fetch, TimeSpan.FromSeconds(30)) ? fetch : throw new TimeoutException("Nothing is fetched.");
    }
}
