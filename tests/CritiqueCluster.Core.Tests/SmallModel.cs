using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Pretraining;

namespace CritiqueCluster.Core.Tests;

/// <summary>An untrained model of the embedded architecture, small enough to be made in a test.</summary>
internal static class SmallModel
{
    public static PretrainingOptions Options { get; } = new()
    {
        HiddenSize = 32,
        IntermediateSize = 48,
        Layers = 2,
        Heads = 4,
        KeyValueHeads = 2,
        MaxPositions = 96,
        Seed = 5,
        Threads = 2,
    };

    public static LanguageModel Create(TemporaryFolder folder, PretrainingOptions? options = null) =>
        EmbeddedModel.Create(options ?? Options, Path.Combine(folder.Path, "model"));
}
