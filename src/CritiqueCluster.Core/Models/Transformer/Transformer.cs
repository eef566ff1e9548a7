using CritiqueCluster.Core.Models.Runtime;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Models.Transformer;

/// <summary>
/// A decoder of the Llama family: RMSNorm before each block, rotary positions, grouped-query attention, SwiGLU, tied or untied
/// head. This is the forward pass that is trained; the generator runs <see cref="PackedWeights"/> made from the same parameters.
/// Shapes: B sequences, T positions, C hidden, H query heads, K key/value heads, D per head, V vocabulary.
/// </summary>
public sealed class Transformer : IDisposable
{
    private readonly Tensor _factors;
    private readonly Tensor _queryOrder;
    private readonly Tensor _keyOrder;

    /// <exception cref="ConfigurationException">The architecture has parts that are not supported.</exception>
    public Transformer(ModelConfig config, ParameterSet parameters)
    {
        Config = config ?? throw new ArgumentNullException(nameof(config));
        Parameters = parameters ?? throw new ArgumentNullException(nameof(parameters));
        if (config.AttentionBias || config.AttentionOutputBias || config.FeedForwardBias || config.QueryKeyNorm)
            throw new ConfigurationException($"models of the family {config.Family} with biases or q/k norms can be read, but not computed yet: use a model of the Llama family");
        _factors = Rotary.Factors(config, config.MaxPositions, parameters.Device).DetachFromDisposeScope();
        _queryOrder = Rotary.Neighbours(config.Heads, config.HeadDimension, parameters.Device).DetachFromDisposeScope();
        _keyOrder = Rotary.Neighbours(config.KeyValueHeads, config.HeadDimension, parameters.Device).DetachFromDisposeScope();
    }

    /// <summary>Sizes and constants.</summary>
    public ModelConfig Config { get; }

    /// <summary>The parameters; owned by whoever made them.</summary>
    public ParameterSet Parameters { get; }

    /// <summary>Output matrix (V, C): the embedding where the head is tied.</summary>
    public Tensor HeadWeight => Parameters[Config.TieWordEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight"];

    /// <summary>Last hidden states (B, T, C) of token ids (B, T), causal, positions from 0. Pad on the right.</summary>
    public Tensor Hidden(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var x = Parameters["model.embed_tokens.weight"].index_select(0, ids.view(-1)).view(ids.shape[0], ids.shape[1], -1);
        var factors = _factors.narrow(0, 0, ids.shape[1]);
        for (var layer = 0; layer < Config.Layers; layer++)
            x = Block(x, factors, layer);
        return Norm(x, Parameters["model.norm.weight"]);
    }

    /// <summary>Logits (…, V) of hidden states (…, C).</summary>
    public Tensor Logits(Tensor hidden) => nn.functional.linear(hidden, HeadWeight);

    /// <summary>
    /// The rows of q, k and v of a layer stacked for one product: ((H + 2K)·D, C), ordered [q heads | k v | k v …], pairs of
    /// rotary dimensions next to each other.
    /// </summary>
    internal Tensor StackedAttention(int layer)
    {
        var q = Of(layer, "self_attn.q_proj").index_select(0, _queryOrder);
        long kv = Config.KeyValueHeads, d = Config.HeadDimension, c = Config.HiddenSize;
        var k = Of(layer, "self_attn.k_proj").index_select(0, _keyOrder).view(kv, 1, d, c);
        var v = Of(layer, "self_attn.v_proj").view(kv, 1, d, c);
        return cat([q, cat([k, v], 1).view(2 * kv * d, c)], 0);
    }

    /// <summary>The rows of gate and up of a layer stacked for one product: (2·I, C).</summary>
    internal Tensor StackedGateUp(int layer) => cat([Of(layer, "mlp.gate_proj"), Of(layer, "mlp.up_proj")], 0);

    /// <summary>A weight of a layer by the part of its name between the layer's number and <c>.weight</c>.</summary>
    internal Tensor Of(int layer, string part) => Parameters[$"model.layers.{layer}.{part}.weight"];

    /// <summary>Rotary factors, complex (T, (H + 2K)·D/2).</summary>
    internal Tensor RotaryFactors => _factors;

    public void Dispose()
    {
        _factors.Dispose();
        _queryOrder.Dispose();
        _keyOrder.Dispose();
    }

    private Tensor Block(Tensor x, Tensor factors, int layer)
    {
        x = x.Plus(Attention(Norm(x, Of(layer, "input_layernorm")), factors, layer));
        return x.Plus(FeedForward(Norm(x, Of(layer, "post_attention_layernorm")), layer));
    }

    private Tensor Attention(Tensor x, Tensor factors, int layer)
    {
        long b = x.shape[0], t = x.shape[1], h = Config.Heads, kv = Config.KeyValueHeads, d = Config.HeadDimension;
        var row = Rotary.Apply(nn.functional.linear(x, StackedAttention(layer)), factors);          // (B, T, (H + 2K)·D)
        var q = row.narrow(-1, 0, h * d).view(b, t, h, d).transpose(1, 2);                           // (B, H, T, D)
        var pairs = row.narrow(-1, h * d, 2 * kv * d).view(b, t, kv, 2, d);
        var k = Shared(pairs.select(3, 0));
        var v = Shared(pairs.select(3, 1));
        var mixed = nn.functional.scaled_dot_product_attention(q, k, v, is_casual: true);            // (B, H, T, D)
        return nn.functional.linear(mixed.transpose(1, 2).reshape(b, t, h * d), Of(layer, "self_attn.o_proj"));

        // (B, T, K, D) → (B, H, T, D): each key/value head serves H/K query heads without being copied.
        Tensor Shared(Tensor head) => head.permute(0, 2, 1, 3).unsqueeze(2).expand(b, kv, h / kv, t, d).reshape(b, h, t, d);
    }

    private Tensor FeedForward(Tensor x, int layer)
    {
        var both = nn.functional.linear(x, StackedGateUp(layer)).chunk(2, -1);
        return nn.functional.linear(nn.functional.silu(both[0]) * both[1], Of(layer, "mlp.down_proj"));
    }

    /// <summary>Root mean square normalisation (Zhang and Sennrich, arXiv 1910.07467).</summary>
    private Tensor Norm(Tensor x, Tensor weight) =>
        x * x.pow(Scalars.Of(2L)).mean([-1L], true).Plus(Scalars.Of(Config.RmsNormEpsilon)).rsqrt() * weight;
}
