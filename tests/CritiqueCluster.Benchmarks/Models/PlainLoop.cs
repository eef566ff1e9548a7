using CritiqueCluster.Core.Models.Transformer;

using static TorchSharp.torch;

namespace CritiqueCluster.Benchmarks.Models;

/// <summary>
/// What one would write first: a batch of sequences of equal length, decoded together over a key/value cache that grows by
/// concatenation, sampled by <c>multinomial</c>. It has no slots to refill and nothing that ends early.
/// </summary>
internal sealed class PlainLoop(Transformer model)
{
    private readonly int _half = model.Config.HeadDimension / 2;

    /// <summary>Samples so many tokens for each prompt.</summary>
    /// <returns>Tokens sampled.</returns>
    public long Run(IReadOnlyList<int[]> prompts, int length)
    {
        using var _ = inference_mode();
        using var outer = NewDisposeScope();
        var shortest = prompts.Min(p => p.Length); // equal lengths: longer prompts lose their beginning
        var given = tensor([.. prompts.SelectMany(p => p[^shortest..]).Select(t => (long)t)]).view(prompts.Count, shortest);
        var cache = new (Tensor Key, Tensor Value)?[model.Config.Layers];
        var next = Sample(Forward(given, 0, cache));
        for (var i = 1; i < length; i++)
        {
            using var scope = NewDisposeScope();
            next = Sample(Forward(next, shortest + i - 1, cache)).MoveToOuterDisposeScope();
            foreach (var layer in cache)
            {
                layer!.Value.Key.MoveToOuterDisposeScope();
                layer.Value.Value.MoveToOuterDisposeScope();
            }
        }
        return (long)prompts.Count * length;
    }


    private static Tensor Sample(Tensor logits) => (logits / 0.7).softmax(-1).multinomial(1);

    /// <summary>Logits (B, V) after the last of (B, T) tokens that follow what the cache holds.</summary>
    private Tensor Forward(Tensor ids, int position, (Tensor Key, Tensor Value)?[] cache)
    {
        long b = ids.shape[0], t = ids.shape[1];
        var c = model.Config;
        var x = model.Parameters["model.embed_tokens.weight"].index_select(0, ids.reshape(-1)).view(b, t, -1);
        var (cos, sin) = Angles(position, (int)t);
        for (var layer = 0; layer < c.Layers; layer++)
        {
            var h = Norm(x, Weight(layer, "input_layernorm"));
            var q = Turn(Heads(nn.functional.linear(h, Weight(layer, "self_attn.q_proj")), c.Heads), cos, sin);
            var k = Turn(Heads(nn.functional.linear(h, Weight(layer, "self_attn.k_proj")), c.KeyValueHeads), cos, sin);
            var v = Heads(nn.functional.linear(h, Weight(layer, "self_attn.v_proj")), c.KeyValueHeads);
            if (cache[layer] is var (pastKey, pastValue))
                (k, v) = (cat([pastKey, k], 2), cat([pastValue, v], 2));
            cache[layer] = (k, v);
            var mixed = nn.functional.scaled_dot_product_attention(q, Repeat(k), Repeat(v), is_casual: t > 1);
            x += nn.functional.linear(mixed.transpose(1, 2).reshape(b, t, -1), Weight(layer, "self_attn.o_proj"));
            h = Norm(x, Weight(layer, "post_attention_layernorm"));
            var gated = nn.functional.silu(nn.functional.linear(h, Weight(layer, "mlp.gate_proj"))) * nn.functional.linear(h, Weight(layer, "mlp.up_proj"));
            x += nn.functional.linear(gated, Weight(layer, "mlp.down_proj"));
        }
        return model.Logits(Norm(x.select(1, -1), model.Parameters["model.norm.weight"]));

        Tensor Heads(Tensor row, int heads) => row.view(b, t, heads, c.HeadDimension).transpose(1, 2);
        Tensor Repeat(Tensor kv) => kv.repeat_interleave(c.Heads / c.KeyValueHeads, 1);
    }

    private (Tensor Cos, Tensor Sin) Angles(int first, int count)
    {
        var frequencies = tensor([.. Enumerable.Range(0, _half).Select(i => (float)Math.Pow(model.Config.RopeTheta, -(double)i / _half))]);
        var angles = outer(arange(first, first + count).to(ScalarType.Float32), frequencies);
        return (cat([angles, angles], -1).cos(), cat([angles, angles], -1).sin());
    }

    private static Tensor Turn(Tensor x, Tensor cos, Tensor sin)
    {
        var halves = x.chunk(2, -1);
        return x * cos + cat([-halves[1], halves[0]], -1) * sin;
    }

    private Tensor Norm(Tensor x, Tensor weight) => x * (x.square().mean([-1L], true) + model.Config.RmsNormEpsilon).rsqrt() * weight;

    private Tensor Weight(int layer, string part) => model.Parameters[$"model.layers.{layer}.{part}.weight"];
}
