using Akka.Cluster.Sharding;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Explorations;

/// <summary>Which group a message is for, and which shard that lives in.</summary>
internal sealed class ExplorationShards() : HashCodeMessageExtractor(Shards)
{
    /// <summary>The name of the shard region.</summary>
    public const string Region = "exploration";

    private const int Shards = 40;

    public override string? EntityId(object message) =>
        message is IForExploration { Exploration: var exploration } ? Writers.GroupOf(exploration) : null;
}
