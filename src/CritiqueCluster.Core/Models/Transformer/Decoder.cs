using CritiqueCluster.Core.Models.Runtime;

using TorchSharp;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Models.Transformer;

/// <summary>
/// Incremental forward passes over a key/value cache that is allocated once: S slots, T positions. Active slots stand in front
/// (0 … A − 1), so a step touches only them and no row is gathered. Every row's result is independent of the other rows as
/// long as at least <see cref="RowMultiple"/> rows are computed (below, libtorch takes another product kernel).
/// </summary>
internal sealed class Decoder : IDisposable
{
    /// <summary>Rows of a product are a multiple of this, so that the same kernels serve every batch.</summary>
    public const int RowMultiple = 8;

    /// <summary>The attention window is a multiple of this.</summary>
    public const int WindowMultiple = 16;

    // Measured at SmolLM2-135M's shape (docs/BENCHMARKS.md); a GPU wants more work at once.
    private const long PrefillBytesOfCpu = 32L << 20;
    private const long PrefillBytesOfGpu = 512L << 20;

    private readonly ModelConfig _config;
    private readonly Tensor[] _cache;
    private readonly Tensor[] _places;
    private readonly Tensor _positions;
    private readonly Tensor _firstPlaces;
    private readonly Tensor _epsilon;
    private PackedWeights _weights;

    /// <param name="config">The architecture.</param>
    /// <param name="weights">The parameters; owned by whoever made them.</param>
    /// <param name="slots">Sequences that the cache holds.</param>
    /// <param name="context">Positions of each.</param>
    public Decoder(ModelConfig config, PackedWeights weights, int slots, int context)
    {
        (_config, _weights) = (config, weights);
        Slots = RoundUp(slots, RowMultiple);
        Context = Math.Min(RoundUp(context, WindowMultiple), config.MaxPositions);
        var device = weights.Embedding.device;
        long kv = _config.KeyValueHeads, d = _config.HeadDimension;
        _cache = [.. Enumerable.Range(0, _config.Layers)
            .Select(_ => zeros(Slots, kv, Context, 2 * d, device: device).DetachFromDisposeScope())];
        _places = [.. _cache.Select(c => c.view(-1, 2 * d).DetachFromDisposeScope())];
        _positions = Scalars.Range(Context, ScalarType.Int64, device).unsqueeze(0).DetachFromDisposeScope();
        _firstPlaces = Scalars.Range(Slots * kv, ScalarType.Int64, device).mul_(Scalars.Of((long)Context)).DetachFromDisposeScope();
        _epsilon = tensor((float)Math.Sqrt(config.HiddenSize * config.RmsNormEpsilon), device: device).DetachFromDisposeScope();
    }

    public int Slots { get; }

    /// <summary>Positions that a slot holds at most.</summary>
    public int Context { get; }

    public static int RoundUp(int n, int multiple) => (n + multiple - 1) / multiple * multiple;

    /// <summary>Swaps the parameters between two steps. What the cache holds was computed with the old ones and stays.</summary>
    public void Swap(PackedWeights weights) => _weights = weights;

    /// <summary>
    /// Prompts of a length that <see cref="Prefill"/> should be given at once, at least one: more of them only make intermediates that no cache
    /// holds.
    /// </summary>
    public int PromptsAtOnce(int length)
    {
        // One layer allocates for a token: norms and residuals, the rotated projections, attention's copies, the feed-forward.
        long h = _config.Heads * _config.HeadDimension, kv = _config.KeyValueHeads * _config.HeadDimension;
        var token = sizeof(float) * (4L * _config.HiddenSize + 3 * (h + 2 * kv) + 5 * h + 5L * _config.IntermediateSize);
        var bytes = _cache[0].device_type == DeviceType.CPU ? PrefillBytesOfCpu : PrefillBytesOfGpu;
        return (int)Math.Clamp(bytes / (token * length), 1, int.MaxValue);
    }

    /// <summary>Fills the cache of the first <paramref name="prompts"/>' rows' slots from position 0.</summary>
    /// <param name="prompts">Token ids (P, L), padded on the right.</param>
    /// <param name="slots">Long (N): the slots that receive a prompt.</param>
    /// <param name="rows">Long (N): which prompt each of them receives.</param>
    public void Prefill(Tensor prompts, Tensor slots, Tensor rows)
    {
        long p = prompts.shape[0], l = prompts.shape[1], h = _config.Heads, kv = _config.KeyValueHeads, d = _config.HeadDimension;
        var x = _weights.Embedding.index_select(0, prompts.view(-1));                                  // (P·L, C)
        var factors = _weights.Factors.narrow(0, 0, l).repeat(p, 1);                                   // (P·L, n/2)
        for (var layer = 0; layer < _weights.Layers.Count; layer++)
        {
            using var scope = NewDisposeScope(); // A layer's intermediates are far larger than what the next one needs of them.
            var w = _weights.Layers[layer];
            var row = Rotary.Apply(Norm(x).mm(w.Attention), factors);
            var keyValue = row.narrow(1, h * d, 2 * kv * d).view(p, l, kv, 2 * d).transpose(1, 2);     // (P, K, L, 2D)
            _cache[layer].narrow(2, 0, l).index_copy_(0, slots, keyValue.index_select(0, rows));
            if (layer == _weights.Layers.Count - 1)
                break;
            var q = row.narrow(1, 0, h * d).view(p, l, h, d).transpose(1, 2);
            var k = keyValue.narrow(3, 0, d).unsqueeze(2).expand(p, kv, h / kv, l, d).reshape(p, h, l, d);
            var v = keyValue.narrow(3, d, d).unsqueeze(2).expand(p, kv, h / kv, l, d).reshape(p, h, l, d);
            var mixed = nn.functional.scaled_dot_product_attention(q, k, v, is_casual: true);
            var next = FeedForward(addmm(x, mixed.transpose(1, 2).reshape(p * l, h * d), w.Output, 1, 1), w).MoveToOuterDisposeScope();
            x.Dispose();
            x = next;
        }
    }

    /// <summary>One token for each of the first A slots.</summary>
    /// <param name="tokens">Long (A): the tokens fed.</param>
    /// <param name="at">Long (A): their positions.</param>
    /// <param name="window">Positions attended to at most: more than the largest of <paramref name="at"/>.</param>
    /// <returns>Logits (A, V).</returns>
    public Tensor Step(Tensor tokens, Tensor at, int window)
    {
        long a = tokens.shape[0], h = _config.Heads, kv = _config.KeyValueHeads, d = _config.HeadDimension;
        var x = _weights.Embedding.index_select(0, tokens);                                            // (A, C)
        var factors = _weights.Factors.index_select(0, at);
        var seen = _positions.narrow(1, 0, window).le(at.unsqueeze(1));                                // (A, W)
        var mask = zeros_like(seen, dtype: ScalarType.Float32).masked_fill_(seen.logical_not(), Scalars.Of(double.NegativeInfinity)).view(a, 1, 1, window);
        var places = _firstPlaces.narrow(0, 0, a * kv).view(a, kv).Plus(at.unsqueeze(1)).view(-1);
        long[] past = [a, kv, window, d];
        long[] strides = [kv * Context * 2 * d, Context * 2 * d, 2 * d, 1];
        for (var layer = 0; layer < _weights.Layers.Count; layer++)
        {
            var w = _weights.Layers[layer];
            var row = Rotary.Apply(Norm(x).mm(w.Attention), factors);
            _places[layer].index_copy_(0, places, row.narrow(1, h * d, 2 * kv * d).reshape(a * kv, 2 * d));
            var q = row.as_strided([a, kv, h / kv, d], [(h + 2 * kv) * d, h / kv * d, d, 1]);
            var k = _cache[layer].as_strided(past, strides);                                           // (A, K, W, D)
            var v = _cache[layer].as_strided(past, strides, d);
            var mixed = nn.functional.scaled_dot_product_attention(q, k, v, mask);
            x = FeedForward(addmm(x, mixed.reshape(a, h * d), w.Output, 1, 1), w);
        }
        return Norm(x).mm(_weights.Head);
    }

    /// <summary>Moves what a slot holds to another one.</summary>
    public void Move(int from, int to, int length)
    {
        foreach (var cache in _cache)
            cache.select(0, to).narrow(1, 0, length).copy_(cache.select(0, from).narrow(1, 0, length));
    }

    public void Dispose()
    {
        _positions.Dispose();
        _firstPlaces.Dispose();
        _epsilon.Dispose();
        foreach (var tensor in _places.Concat(_cache))
            tensor.Dispose();
    }

    private Tensor FeedForward(Tensor x, PackedWeights.Layer w)
    {
        var both = Norm(x).mm(w.GateUp);
        var width = both.shape[1] / 2;
        return addmm(x, nn.functional.silu(both.narrow(1, 0, width)).mul_(both.narrow(1, width, width)), w.Down, 1, 1);
    }

    /// <summary>
    /// RMSNorm without its weight and without √C, which are folded into the product that follows: x ÷ √(Σx² + C·ε). Three
    /// operations: at these sizes their number costs more than their arithmetic.
    /// </summary>
    private Tensor Norm(Tensor x) => x.div(linalg.norm(x, [-1L], keepdim: true).hypot(_epsilon));
}
