namespace CritiqueCluster.Core.Tests.Learning;

/// <summary>Compares what training made of parameters when the same batch was divided in two ways.</summary>
internal static class Moves
{
    /// <summary>
    /// Another division rounds the sums of gradients in another way. AdamW moves a parameter as far for a small gradient as for a large one,
    /// so rounding may turn round a move whose gradient is next to zero. Therefore this compares the moves of all parameters together.
    /// </summary>
    /// <param name="start">The parameters before training.</param>
    /// <param name="one">The parameters after training in one way.</param>
    /// <param name="other">The parameters after training in the other way.</param>
    public static void AssertSame(float[] start, float[] one, float[] other) => Close.InNorm(Of(start, one), Of(start, other), share: 0.05);

    private static float[] Of(float[] start, float[] end) => [.. end.Zip(start, (x, y) => x - y)];
}
