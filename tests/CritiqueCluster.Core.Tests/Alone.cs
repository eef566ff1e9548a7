namespace CritiqueCluster.Core.Tests;

/// <summary>Tests of what the whole process shares: they run after all others, one at a time.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
