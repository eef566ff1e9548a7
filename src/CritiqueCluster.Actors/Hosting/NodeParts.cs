using System.Diagnostics;
using Akka.Actor;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Parameters;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>What a node's actors work with; a node needs only what its roles use. Engines and learner are made on the device's thread.</summary>
public sealed record NodeParts : INoSerializationVerificationNeeded
{
    /// <summary>Role rollout.</summary>
    public Func<IEngine<RolloutRequest, RolloutResult>>? Rollouts { get; init; }

    /// <summary>Role critic.</summary>
    public Func<IEngine<CritiqueRequest, CritiqueResult>>? Critics { get; init; }

    /// <summary>Role learner.</summary>
    public Func<ILearner>? Learner { get; init; }

    /// <summary>Role core: the checker of a kind of problem.</summary>
    public Func<string, ISolutionChecker>? CheckerOf { get; init; }

    /// <summary>Parameter versions known from the start: the base policy, the critic.</summary>
    public IReadOnlyList<ParametersAnnounced> Known { get; init; } = [];

    /// <summary>Brings parameters to this node.</summary>
    public IParameterFetcher Fetcher { get; init; } = new FolderParameterFetcher();

    /// <summary>Lets other nodes have a version that lies in a folder here, and says where they find it; null: they can read the folder.</summary>
    public Func<ParameterVersion, string, Uri>? Offer { get; init; }

    /// <summary>Called when a part of this process cannot go on.</summary>
    public Action<HostFailure> OnFailure { get; init; } = _ => { };

    /// <summary>Begins to end this node, at an operator's wish; null: it may not be drained.</summary>
    public Action? OnDrain { get; init; }

    /// <summary>Told what is worth knowing and was dealt with: a journal that does not answer, and that it answers again.</summary>
    public Action<string> OnNote { get; init; } = _ => { };

    /// <summary>Runs since the process began with the run, for the account of time only; null: time counts from when the run is led here.</summary>
    public Stopwatch? Clock { get; init; }
}
