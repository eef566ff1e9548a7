namespace CritiqueCluster.Core.Models;

/// <summary>How rotary frequencies are stretched for contexts longer than those trained on.</summary>
public abstract record RopeScaling;

/// <summary>Every frequency divided by the factor (arXiv 2306.15595).</summary>
/// <param name="Factor">At least 1.</param>
public sealed record LinearRopeScaling(double Factor) : RopeScaling;

/// <summary>
/// Llama 3.1: wavelengths longer than original/low are divided by the factor, shorter than original/high are kept, between them
/// it is interpolated.
/// </summary>
/// <param name="Factor">At least 1.</param>
/// <param name="LowFrequencyFactor"><c>low_freq_factor</c>.</param>
/// <param name="HighFrequencyFactor"><c>high_freq_factor</c>, more than the low one.</param>
/// <param name="OriginalMaxPositions"><c>original_max_position_embeddings</c>, in tokens.</param>
public sealed record Llama3RopeScaling(
    double Factor, double LowFrequencyFactor, double HighFrequencyFactor, int OriginalMaxPositions) : RopeScaling;
