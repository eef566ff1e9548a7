using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Models.Transformer;

using static TorchSharp.torch;

using Scalar = TorchSharp.Scalar;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// AdamW (Loshchilov and Hutter, arXiv 1711.05101) as in PyTorch, over the flat buffer of a <see cref="ParameterSet"/>:
/// θ ← θ·(1 − η·λ) − η · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε). Matrices decay; norms (one-dimensional) do not.
/// </summary>
public sealed class AdamW : IDisposable
{
    private const double Epsilon = 1e-8;

    /// <summary>Elements updated at a time by a lane: what is read of them stays in the core's cache for all operations of the update.</summary>
    private const long Block = 32 * 1024;

    private readonly ParameterSet _parameters;
    private readonly Lanes _threads;
    private readonly Tensor _decays;
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _weightDecay;

    /// <exception cref="ArgumentException">The parameters are not trainable.</exception>
    public AdamW(ParameterSet parameters, double beta1, double beta2, double weightDecay)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (parameters.Gradients is null)
            throw new ArgumentException("the parameters keep no gradients", nameof(parameters));
        (_parameters, _beta1, _beta2, _weightDecay) = (parameters, beta1, beta2, weightDecay);
        _threads = Lanes.For(parameters.Device, parameters.Size);
        using var scope = NewDisposeScope();
        First = zeros_like(parameters.Values).DetachFromDisposeScope();
        Second = zeros_like(parameters.Values).DetachFromDisposeScope();
        _decays = cat([.. parameters.Tensors.Values.Select(t => full(t.numel(), Scalars.Of(t.dim() > 1 ? 1d : 0d), ScalarType.Float32, t.device))])
            .DetachFromDisposeScope();
    }

    /// <summary>Running mean of gradients, shape (N).</summary>
    public Tensor First { get; }

    /// <summary>Running mean of squared gradients, shape (N).</summary>
    public Tensor Second { get; }

    /// <summary>Steps taken.</summary>
    public long Steps { get; set; }

    /// <summary>Applies the gradients, clipped to a global norm, and clears them.</summary>
    /// <returns>The global norm before clipping.</returns>
    /// <exception cref="NotFiniteNumberException">The norm is not finite: parameters and state are unchanged.</exception>
    public double Step(double learningRate, double clipNorm)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var norm = _parameters.Gradients!.norm().item<float>();
        if (!float.IsFinite(norm))
            throw new NotFiniteNumberException($"the gradient norm became {norm}", norm);
        var shrink = clipNorm > 0 && norm > clipNorm ? clipNorm / (norm + 1e-6) : 1;
        Steps++;
        var (size, block) = (_parameters.Size, _threads.Count > 1 ? Block : _parameters.Size);
        _threads.Run(lane =>
        {
            for (var offset = lane * block; offset < size; offset += _threads.Count * block)
                Update(offset, Math.Min(block, size - offset), learningRate, shrink);
        });
        return norm;
    }

    /// <summary>Forgets everything, as if made anew.</summary>
    public void Reset()
    {
        using var _ = no_grad();
        First.zero_();
        Second.zero_();
        Steps = 0;
    }

    /// <summary>Both running means as fp32 bytes.</summary>
    public byte[] Save()
    {
        using var all = cat([First.cpu(), Second.cpu()]);
        return all.bytes.ToArray();
    }

    /// <summary>What <see cref="Save"/> gave.</summary>
    /// <exception cref="ArgumentException">It belongs to another number of parameters.</exception>
    public void Restore(byte[] saved, long steps)
    {
        ArgumentNullException.ThrowIfNull(saved);
        if (saved.Length != 2 * First.numel() * sizeof(float))
            throw new ArgumentException($"the optimizer's state has {saved.Length} bytes, not {2 * First.numel() * sizeof(float)}", nameof(saved));
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var both = zeros(2 * First.numel());
        both.bytes = saved;
        First.copy_(both.narrow(0, 0, First.numel()));
        Second.copy_(both.narrow(0, First.numel(), First.numel()));
        Steps = steps;
    }

    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
        _decays.Dispose();
    }

    /// <summary>The step for some elements of the flat buffers.</summary>
    private void Update(long offset, long count, double learningRate, double shrink)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var gradients = _parameters.Gradients!.narrow(0, offset, count);
        var values = _parameters.Values.narrow(0, offset, count);
        var (first, second) = (First.narrow(0, offset, count), Second.narrow(0, offset, count));
        using Scalar shrinks = Scalars.Held(shrink), decay = Scalars.Held(learningRate * _weightDecay);
        using Scalar secondBias = Scalars.Held(1 - Math.Pow(_beta2, Steps)), rate = Scalars.Held(-learningRate / (1 - Math.Pow(_beta1, Steps)));
        if (shrink < 1)
            gradients.mul_(shrinks);
        first.mul_(Scalars.Of(_beta1)).add_(gradients, Scalars.Of(1 - _beta1));
        second.mul_(Scalars.Of(_beta2)).addcmul_(gradients, gradients, Scalars.Of(1 - _beta2));
        if (_weightDecay > 0)
            values.mul_((_decays.narrow(0, offset, count) * decay).neg().Plus(Scalars.Of(1L)));
        var scale = (second / secondBias).sqrt_().add_(Scalars.Of(Epsilon), Scalars.Of(1L));
        values.addcdiv_(first, scale, rate);
        gradients.zero_();
    }
}
