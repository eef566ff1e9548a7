using Akka.Actor;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Generation;

namespace CritiqueCluster.Actors.Work;

/// <summary>
/// Which parameters a worker's engine must have before it begins a request, and when it may swap them. Where exactly one version is asked
/// for, only an empty engine swaps; what takes newer ones gets the newest that are here, between two steps, without draining. What is not
/// here is asked of the node's cache, while the engine still works.
/// </summary>
/// <param name="kind">The worker's kind of work.</param>
/// <param name="cache">The parameter cache of this node.</param>
internal sealed class EngineParameters<TRequest, TResult>(WorkKind<TRequest, TResult> kind, IActorRef cache)
    where TRequest : class
    where TResult : class
{
    private ParametersHere? _here;
    private ParametersHere? _newest;
    private bool _follows;
    private int? _askedFor;

    /// <summary>Some have come.</summary>
    public void Take(ParametersHere here)
    {
        _here = here;
        if (_newest is null || here.Version.Step >= _newest.Version.Step)
            _newest = here;
    }

    /// <summary>What did not come is asked for again.</summary>
    public void AskAgain() => (_askedFor, _follows) = (null, false);

    /// <summary>Whether the engine has what a request needs, after a swap where one is allowed; what is not here is asked for.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="request">What it is to begin.</param>
    /// <param name="begun">What it has begun.</param>
    public bool AreFor(IEngine<TRequest, TResult> engine, TRequest request, IEnumerable<TRequest> begun)
    {
        var version = kind.Version(request);
        if (kind.TakesNewer(request))
            return AreNewEnough(engine, version, begun);
        if (version < 0 || engine.Version?.Step == version)
            return true;
        if (_here?.Version.Step == version)
        {
            if (engine.Active > 0)
                return false;
            engine.Load(_here.Version, _here.Folder);
            return true;
        }
        if (_askedFor != version)
            cache.Tell(new GetParameters(kind.Model, version));
        _askedFor = version;
        return false;
    }

    /// <summary>Gives an engine that is at work the newest parameters, if everything that it has begun takes them.</summary>
    public void Renew(IEngine<TRequest, TResult> engine, IEnumerable<TRequest> begun)
    {
        if (_newest is { } newest && !(engine.Version?.Step >= newest.Version.Step) && (engine.Active == 0 || begun.All(kind.TakesNewer)))
            engine.Load(newest.Version, newest.Folder);
    }

    private bool AreNewEnough(IEngine<TRequest, TResult> engine, int version, IEnumerable<TRequest> begun)
    {
        Renew(engine, begun);
        var are = engine.Version?.Step >= version;
        if (!_follows || (!are && _askedFor != version))
        {
            cache.Tell(new FollowParameters(kind.Model, version));
            (_follows, _askedFor) = (true, version);
        }
        return are;
    }
}
