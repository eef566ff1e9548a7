using CritiqueCluster.Core.Models.Runtime;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Models.Transformer;

/// <summary>
/// The parameters as decoding wants them: per layer four matrices, transposed for <c>addmm</c>, the norms folded into the
/// products that follow them, and √C with them (see the decoder's norm). A copy: training may go on with the originals.
/// </summary>
internal sealed class PackedWeights : IDisposable
{
    public PackedWeights(Transformer model)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        Embedding = Keep(model.Parameters["model.embed_tokens.weight"].clone());
        Head = Keep(Folded(model.HeadWeight, model.Parameters["model.norm.weight"]));
        Factors = Keep(model.RotaryFactors.clone());
        Layers = [.. Enumerable.Range(0, model.Config.Layers).Select(l => new Layer(
            Keep(Folded(model.StackedAttention(l), model.Of(l, "input_layernorm"))),
            Keep(model.Of(l, "self_attn.o_proj").t().contiguous()),
            Keep(Folded(model.StackedGateUp(l), model.Of(l, "post_attention_layernorm"))),
            Keep(model.Of(l, "mlp.down_proj").t().contiguous())))];
    }

    /// <summary>(V, C).</summary>
    public Tensor Embedding { get; }

    /// <summary>(C, V), final norm folded in.</summary>
    public Tensor Head { get; }

    /// <summary>Rotary factors: complex (T, (H + 2K)·D/2).</summary>
    public Tensor Factors { get; }

    public IReadOnlyList<Layer> Layers { get; }

    public void Dispose()
    {
        foreach (var tensor in Layers.SelectMany(l => new[] { l.Attention, l.Output, l.GateUp, l.Down }))
            tensor.Dispose();
        Embedding.Dispose();
        Head.Dispose();
        Factors.Dispose();
    }

    private static Tensor Folded(Tensor weight, Tensor norm) => (weight * norm.mul(Scalars.Of(Math.Sqrt(norm.numel())))).t().contiguous();

    private static Tensor Keep(Tensor tensor) => tensor.DetachFromDisposeScope();

    /// <param name="Attention">(C, (H + 2K)·D): q heads, then k and v of each key/value head; input norm folded in.</param>
    /// <param name="Output">(H·D, C).</param>
    /// <param name="GateUp">(C, 2·I): gate, then up; norm folded in.</param>
    /// <param name="Down">(I, C).</param>
    internal sealed record Layer(Tensor Attention, Tensor Output, Tensor GateUp, Tensor Down);
}
