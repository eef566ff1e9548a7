using Akka.Actor;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Event;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Parameters;

/// <summary>What a cache is made of.</summary>
/// <param name="Known">Versions known from the start: the base policy, the critic.</param>
/// <param name="Learner">Knows where the others are.</param>
/// <param name="Announcements">The publish-subscribe mediator; announcements are hints, the cache also asks.</param>
/// <param name="Fetcher">Brings the bytes.</param>
/// <param name="Offer">Lets others have a version from here, and says where; null: nobody needs it from here.</param>
/// <param name="MostFailures">Failures in a row after which this node cannot go on.</param>
internal sealed record ParameterCacheParts(
    IReadOnlyList<ParametersAnnounced> Known, IActorRef Learner, IActorRef Announcements, IParameterFetcher Fetcher,
    Func<ParameterVersion, string, Uri>? Offer = null, int MostFailures = 5)
    : INoSerializationVerificationNeeded;

/// <summary>
/// Has parameter versions ready for the engines of its node (DESIGN §5). What a version is, the learner says; that they have it too,
/// other caches say, and this one when it does. Until a version is here and checked, engines keep what they have.
/// </summary>
internal sealed class ParameterCache : ReceiveActor
{
    /// <summary>The topic that versions are announced on.</summary>
    public const string Topic = "parameters";

    private readonly ParameterCacheParts _parts;
    private readonly KnownVersions _known;
    private readonly Dictionary<(string Model, int Step), HashSet<IActorRef>> _askers = [];
    private readonly Dictionary<(string Model, int Step), ParametersHeld> _offered = [];
    private readonly HashSet<ParameterVersion> _fetching = [];
    private readonly HashSet<string> _models = [];
    private readonly Dictionary<string, HashSet<IActorRef>> _followers = [];
    private readonly Dictionary<string, ParametersHere> _newest = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private int _failures;

    public ParameterCache(ParameterCacheParts parts)
    {
        _parts = parts;
        _known = new KnownVersions(parts.Known);
        Receive<ParametersAnnounced>(OnAnnounced);
        Receive<ParametersHeld>(held => _known.Add(held));
        Receive<WhereAreParameters>(OnWhere);
        Receive<GetParameters>(OnGet);
        Receive<FollowParameters>(OnFollow);
        Receive<Fetched>(OnFetched);
        Receive<FetchFailed>(OnFailed);
        Receive<SubscribeAck>(_ => { });
    }

    protected override void PreStart() => _parts.Announcements.Tell(new Subscribe(Topic, Self));

    private static (string, int) KeyOf(ParameterVersion version) => (version.Model, version.Step);

    /// <summary>What engines here use is fetched before one asks: by then it is often here.</summary>
    private void OnAnnounced(ParametersAnnounced announced)
    {
        var newest = _known.Add(announced);
        if (_askers.ContainsKey(KeyOf(announced.Version)) || newest && _models.Contains(announced.Version.Model))
            Fetch(announced.Version);
    }

    private void OnGet(GetParameters get)
    {
        var key = (get.Model, get.Step);
        _models.Add(get.Model);
        if (!_askers.TryGetValue(key, out var askers))
            _askers.Add(key, askers = []);
        askers.Add(Sender);
        if (_known.Find(get.Model, get.Step) is { } version)
        {
            Fetch(version);
            if (_failures == 0)
                return; // else whoever gave it may have come back elsewhere
        }
        AskWhere(get.Model, get.Step);
    }

    /// <summary>The newest, if it is new enough: then others need not be asked for. Newer ones are fetched when they are announced.</summary>
    private void OnFollow(FollowParameters follow)
    {
        _models.Add(follow.Model);
        if (!_followers.TryGetValue(follow.Model, out var followers))
            _followers.Add(follow.Model, followers = []);
        followers.Add(Sender);
        var here = _newest.GetValueOrDefault(follow.Model);
        if (here?.Version.Step >= follow.AtLeast)
            Sender.Tell(here);
        var newest = _known.Newest(follow.Model);
        if (newest is not null && newest != here?.Version)
            Fetch(newest);
        if (newest is null || newest.Step < follow.AtLeast || _failures > 0)
            AskWhere(follow.Model, follow.AtLeast);
    }

    private void AskWhere(string model, int step)
    {
        var where = new WhereAreParameters(model, step);
        _parts.Learner.Tell(where);
        if (_parts.Offer is not null)
            _parts.Announcements.Tell(new Publish(Topic, where));
    }

    /// <summary>Another node came late; the hints that others have it were before its time.</summary>
    private void OnWhere(WhereAreParameters where)
    {
        if (!Sender.Equals(Self) && _offered.TryGetValue((where.Model, where.Step), out var held))
            Sender.Tell(held);
    }

    private void Fetch(ParameterVersion version)
    {
        if (_fetching.Add(version))
            FetchAsync(_parts.Fetcher, version, _known.LocationsOf(version)).PipeTo(Self);
    }

    private static async Task<object> FetchAsync(IParameterFetcher fetcher, ParameterVersion version, ParameterLocations locations)
    {
        try
        {
            return new Fetched(new ParametersHere(version, await fetcher.FetchAsync(version, locations, CancellationToken.None)));
        }
        catch (Exception e)
        {
            return new FetchFailed(version, e);
        }
    }

    private void OnFetched(Fetched fetched)
    {
        var key = KeyOf(fetched.Here.Version);
        _failures = 0;
        _fetching.Remove(fetched.Here.Version);
        if (_known.Find(key.Item1, key.Item2) is { } now && now != fetched.Here.Version)
        {
            Fetch(now); // the learner has made that step again, and differently
            return;
        }
        if (_askers.Remove(key, out var askers))
            foreach (var asker in askers)
                asker.Tell(fetched.Here);
        TellFollowers(fetched.Here);
        Offer(fetched.Here);
    }

    private void TellFollowers(ParametersHere here)
    {
        if (_newest.TryGetValue(here.Version.Model, out var newest) && newest.Version.Step > here.Version.Step)
            return;
        _newest[here.Version.Model] = here;
        foreach (var follower in _followers.GetValueOrDefault(here.Version.Model) ?? [])
            follower.Tell(here);
    }

    private void Offer(ParametersHere here)
    {
        if (_parts.Offer is null)
            return;
        var held = new ParametersHeld(here.Version, _parts.Offer(here.Version, here.Folder).AbsoluteUri);
        _offered[KeyOf(here.Version)] = held;
        foreach (var old in _offered.Keys.Where(key => key.Model == here.Version.Model).OrderByDescending(key => key.Step).Skip(KnownVersions.Most).ToList())
            _offered.Remove(old);
        _parts.Announcements.Tell(new Publish(Topic, held));
    }

    private void OnFailed(FetchFailed failed)
    {
        _fetching.Remove(failed.Version);
        _log.Warning(failed.Reason, "{0} version {1} could not be fetched", failed.Version.Model, failed.Version.Step);
        var isWanted = _askers.ContainsKey(KeyOf(failed.Version)) || _followers.ContainsKey(failed.Version.Model);
        if (isWanted && ++_failures >= _parts.MostFailures)
            HostFailure.Publish(Context.System, "parameter cache", failed.Reason);
    }

    private sealed record Fetched(ParametersHere Here) : INoSerializationVerificationNeeded;

    private sealed record FetchFailed(ParameterVersion Version, Exception Reason) : INoSerializationVerificationNeeded;
}
