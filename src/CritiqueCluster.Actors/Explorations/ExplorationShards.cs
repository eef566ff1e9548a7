using Akka.Cluster.Sharding;
using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Explorations;

/// <summary>Which exploration a message is for, and which shard it lives in.</summary>
internal sealed class ExplorationShards() : HashCodeMessageExtractor(Shards)
{
    /// <summary>The name of the shard region.</summary>
    public const string Region = "exploration";

    private const int Shards = 40;

    public override string? EntityId(object message) => (message as IForExploration)?.Exploration;
}
