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
internal sealed record ParameterCacheParts(
    IReadOnlyList<ParametersAnnounced> Known, IActorRef Learner, IActorRef Announcements, IParameterFetcher Fetcher)
    : INoSerializationVerificationNeeded;

/// <summary>Has parameter versions ready for the engines of its node (DESIGN §5).</summary>
internal sealed class ParameterCache : ReceiveActor
{
    /// <summary>The topic that new versions are announced on.</summary>
    public const string Topic = "parameters";

    private const int MostFailures = 5;

    private readonly ParameterCacheParts _parts;
    private readonly Dictionary<(string Model, int Step), ParametersAnnounced> _known = [];
    private readonly Dictionary<(string Model, int Step), HashSet<IActorRef>> _askers = [];
    private readonly HashSet<(string Model, int Step)> _fetching = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private int _failures;

    public ParameterCache(ParameterCacheParts parts)
    {
        _parts = parts;
        foreach (var known in parts.Known)
            _known[KeyOf(known.Version)] = known;
        Receive<ParametersAnnounced>(OnAnnounced);
        Receive<GetParameters>(OnGet);
        Receive<Fetched>(OnFetched);
        Receive<FetchFailed>(OnFailed);
        Receive<SubscribeAck>(_ => { });
    }

    protected override void PreStart() => _parts.Announcements.Tell(new Subscribe(Topic, Self));

    private static (string, int) KeyOf(ParameterVersion version) => (version.Model, version.Step);

    private void OnAnnounced(ParametersAnnounced announced)
    {
        _known[KeyOf(announced.Version)] = announced;
        if (_askers.ContainsKey(KeyOf(announced.Version)))
            Fetch(announced);
    }

    private void OnGet(GetParameters get)
    {
        var key = (get.Model, get.Step);
        if (!_askers.TryGetValue(key, out var askers))
            _askers.Add(key, askers = []);
        askers.Add(Sender);
        if (_known.TryGetValue(key, out var announced))
            Fetch(announced);
        else
            _parts.Learner.Tell(new WhereAreParameters(get.Model, get.Step));
    }

    private void Fetch(ParametersAnnounced announced)
    {
        if (_fetching.Add(KeyOf(announced.Version)))
            FetchAsync(_parts.Fetcher, announced).PipeTo(Self);
    }

    private static async Task<object> FetchAsync(IParameterFetcher fetcher, ParametersAnnounced announced)
    {
        try
        {
            var folder = await fetcher.FetchAsync(announced.Version, new ParameterLocations(new Uri(announced.Location)), CancellationToken.None);
            return new Fetched(new ParametersHere(announced.Version, folder));
        }
        catch (Exception e)
        {
            return new FetchFailed(announced.Version, e);
        }
    }

    private void OnFetched(Fetched fetched)
    {
        var key = KeyOf(fetched.Here.Version);
        _failures = 0;
        _fetching.Remove(key);
        if (_askers.Remove(key, out var askers))
            foreach (var asker in askers)
                asker.Tell(fetched.Here);
    }

    private void OnFailed(FetchFailed failed)
    {
        _fetching.Remove(KeyOf(failed.Version));
        _log.Warning(failed.Reason, "{0} version {1} could not be fetched", failed.Version.Model, failed.Version.Step);
        if (++_failures >= MostFailures)
            HostFailure.Publish(Context.System, "parameter cache", failed.Reason);
    }

    private sealed record Fetched(ParametersHere Here) : INoSerializationVerificationNeeded;

    private sealed record FetchFailed(ParameterVersion Version, Exception Reason) : INoSerializationVerificationNeeded;
}
