using CritiqueCluster.Core.Learning;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Learning;

/// <summary>Tokens of given probabilities, in double precision: losses and gradients that a pocket calculator can follow.</summary>
internal static class ByHand
{
    /// <summary>One token for each entry: its probability now and when it was sampled, and its advantage.</summary>
    public static PolicyTokens Tokens(params (double Now, double Old, double Advantage)[] tokens) => new(
        Doubles(tokens.Select(t => Math.Log(t.Now))).requires_grad_(true), Doubles(tokens.Select(t => Math.Log(t.Old))),
        Doubles(tokens.Select(t => t.Advantage)));

    public static Tensor Probabilities(params double[] values) => Doubles(values.Select(v => Math.Log(v)));

    public static Tensor Marks(params bool[] values) => tensor(values);

    /// <summary>The loss of each token, and its derivative by log π of that token.</summary>
    public static (double[] Losses, double[] Gradients) Of(PolicyGradient objective, PolicyTokens tokens)
    {
        var losses = objective.Losses(tokens);
        losses.sum().backward();
        return (losses.data<double>().ToArray(), tokens.Now.grad!.data<double>().ToArray());
    }

    public static void AssertEqual(IEnumerable<double> expected, IEnumerable<double> found)
    {
        Close.Equal(expected, found, new Tolerance(1e-9)); // double precision, but some terms that vanish are given as zero
    }

    /// <summary>An example of one-token prompt whose tail has these log-probabilities now and when it was sampled.</summary>
    public static (TrainingExample Example, float[] Now) Heard(double advantage, float[] now, float[] old) =>
        (new TrainingExample(new int[now.Length + 1], 1, new SampledTail(old, advantage)), now);

    private static Tensor Doubles(IEnumerable<double> values) => tensor([.. values], dtype: ScalarType.Float64);
}
