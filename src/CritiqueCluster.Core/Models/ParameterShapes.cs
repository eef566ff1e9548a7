namespace CritiqueCluster.Core.Models;

/// <summary>Names and shapes of a model's parameters, in Hugging Face's names: the one place that says them.</summary>
public static class ParameterShapes
{
    /// <summary>The embedding, also the head's matrix where the two are tied: (vocabulary, hidden).</summary>
    public const string Embedding = "model.embed_tokens.weight";

    /// <summary>The head of an untied model: (vocabulary, hidden).</summary>
    public const string Head = "lm_head.weight";

    /// <summary>Every parameter in the order that the model applies them; matrices are (out, in).</summary>
    public static OrderedDictionary<string, IReadOnlyList<long>> Of(ModelConfig config)
    {
        var shapes = new OrderedDictionary<string, IReadOnlyList<long>>(StringComparer.Ordinal)
        {
            [Embedding] = [config.VocabularySize, config.HiddenSize],
        };
        for (var layer = 0; layer < config.Layers; layer++)
            AddLayer(shapes, $"model.layers.{layer}.", config);
        shapes["model.norm.weight"] = [config.HiddenSize];
        if (!config.TieWordEmbeddings)
            shapes[Head] = [config.VocabularySize, config.HiddenSize];
        return shapes;
    }

    private static void AddLayer(OrderedDictionary<string, IReadOnlyList<long>> shapes, string layer, ModelConfig config)
    {
        long hidden = config.HiddenSize, inner = config.IntermediateSize;
        var queries = (long)config.Heads * config.HeadDimension;
        var keys = (long)config.KeyValueHeads * config.HeadDimension;
        shapes[layer + "input_layernorm.weight"] = [hidden];
        Add("self_attn.q_proj", queries, hidden, config.AttentionBias);
        Add("self_attn.k_proj", keys, hidden, config.AttentionBias);
        Add("self_attn.v_proj", keys, hidden, config.AttentionBias);
        Add("self_attn.o_proj", hidden, queries, config.AttentionOutputBias);
        if (config.QueryKeyNorm)
        {
            shapes[layer + "self_attn.q_norm.weight"] = [config.HeadDimension];
            shapes[layer + "self_attn.k_norm.weight"] = [config.HeadDimension];
        }
        shapes[layer + "post_attention_layernorm.weight"] = [hidden];
        Add("mlp.gate_proj", inner, hidden, config.FeedForwardBias);
        Add("mlp.up_proj", inner, hidden, config.FeedForwardBias);
        Add("mlp.down_proj", hidden, inner, config.FeedForwardBias);

        void Add(string name, long outputs, long inputs, bool bias)
        {
            shapes[$"{layer}{name}.weight"] = [outputs, inputs];
            if (bias)
                shapes[$"{layer}{name}.bias"] = [outputs];
        }
    }
}
