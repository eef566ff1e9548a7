using System.Text.Json.Nodes;
using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Models.Safetensors;

namespace CritiqueCluster.Core.Models;

/// <summary>Between <see cref="ModelConfig"/> and Hugging Face's <c>config.json</c>.</summary>
internal static class ModelConfigJson
{
    private static readonly List<string> RotaryKeys = [RopeSettings.ThetaKey, RopeSettings.Old];

    public static ModelConfig Parse(JsonObject source, string file)
    {
        var keys = new JsonKeys(source, file);
        var family = Family(keys);
        var hidden = keys.PositiveInteger("hidden_size");
        var heads = keys.PositiveInteger("num_attention_heads");
        if (keys.Text("hidden_act") is not (null or "silu"))
            throw keys.Wrong("hidden_act", "must be \"silu\"; other activations are not supported");
        if (keys.Boolean("use_sliding_window", false))
            throw keys.Wrong("use_sliding_window", "must be false; sliding windows are not supported");
        var rope = RopeSettings.Read(keys);
        var attentionBias = keys.Boolean("attention_bias", false);
        return new ModelConfig
        {
            Family = family,
            HiddenSize = hidden,
            IntermediateSize = keys.PositiveInteger("intermediate_size"),
            Layers = keys.PositiveInteger("num_hidden_layers"),
            Heads = heads,
            KeyValueHeads = KeyValueHeads(keys, heads),
            HeadDimension = HeadDimension(keys, family, hidden, heads),
            VocabularySize = keys.PositiveInteger("vocab_size"),
            MaxPositions = keys.PositiveInteger("max_position_embeddings", 2048),
            RmsNormEpsilon = keys.PositiveNumber("rms_norm_eps", 1e-6),
            RopeTheta = rope.Theta,
            RopeScaling = rope.Scaling,
            TieWordEmbeddings = keys.Boolean("tie_word_embeddings", false),
            AttentionBias = family == ModelFamily.Qwen2 || attentionBias,
            AttentionOutputBias = family != ModelFamily.Qwen2 && attentionBias,
            FeedForwardBias = family == ModelFamily.Llama && keys.Boolean("mlp_bias", false),
            QueryKeyNorm = family == ModelFamily.Qwen3,
            BeginOfSequence = keys.Integer("bos_token_id"),
            EndOfSequence = keys.Integers("eos_token_id"),
            ParameterType = ParameterType(keys),
            InitializerRange = keys.PositiveNumber("initializer_range", 0.02),
            Source = source,
        };
    }

    public static string Write(ModelConfig config)
    {
        var known = KnownKeys(config);
        var before = config.Source is { } source ? KnownKeys(Parse(source, "config.json")) : [];
        var written = config.Source?.DeepClone().AsObject() ?? [];
        if (RotaryKeys.Any(Changed) && (written.Remove(RopeSettings.New) | written[RopeSettings.Old] is JsonObject))
            RotaryKeys.ForEach(key => before.Remove(key)); // they move to keys of their own, both of them
        foreach (var (key, value) in known.Where(k => Changed(k.Key)))
            written[key == "torch_dtype" && written.ContainsKey("dtype") ? "dtype" : key] = value?.DeepClone();
        return written.ToJsonString(JsonFile.Indented) + "\n";

        bool Changed(string key) => !before.ContainsKey(key) || !JsonNode.DeepEquals(known[key], before[key]);
    }

    /// <summary>Ids as Hugging Face writes them: null, a number, or a list.</summary>
    public static JsonNode? OneOrMany(IReadOnlyList<int> ids) => ids switch
    {
        [] => null,
        [var one] => JsonValue.Create(one),
        _ => new JsonArray([.. ids.Select(id => JsonValue.Create(id))]),
    };

    private static ModelFamily Family(JsonKeys keys) => (keys.Text("model_type") ?? throw keys.Missing("model_type")) switch
    {
        "llama" => ModelFamily.Llama,
        "qwen2" => ModelFamily.Qwen2,
        "qwen3" => ModelFamily.Qwen3,
        _ => throw keys.Wrong("model_type", "must be \"llama\", \"qwen2\" or \"qwen3\""),
    };

    private static int KeyValueHeads(JsonKeys keys, int heads)
    {
        var count = keys.PositiveInteger("num_key_value_heads", heads);
        return heads % count == 0 ? count : throw keys.Wrong("num_key_value_heads", $"must divide num_attention_heads, {heads}");
    }

    private static int HeadDimension(JsonKeys keys, ModelFamily family, int hidden, int heads)
    {
        if (!keys.Has("head_dim") && family != ModelFamily.Qwen3 && hidden % heads != 0)
            throw keys.Wrong("hidden_size", $"must be a multiple of num_attention_heads, {heads}, where head_dim is absent");
        var size = keys.PositiveInteger("head_dim", family == ModelFamily.Qwen3 ? 128 : hidden / heads);
        return size % 2 == 0 ? size : throw keys.Wrong("head_dim", $"must be even for the rotary embedding, not {size}");
    }

    private static TensorType ParameterType(JsonKeys keys)
    {
        var key = keys.Has("dtype") ? "dtype" : "torch_dtype";
        return keys.Text(key) switch
        {
            null or "float32" or "auto" => TensorType.F32,
            "float16" => TensorType.F16,
            "bfloat16" => TensorType.BF16,
            _ => throw keys.Wrong(key, "must be \"float32\", \"float16\" or \"bfloat16\""),
        };
    }

    private static JsonObject KnownKeys(ModelConfig config) => new()
    {
        ["architectures"] = new JsonArray($"{config.Family}ForCausalLM"),
        ["attention_bias"] = config.AttentionBias,
        ["bos_token_id"] = config.BeginOfSequence,
        ["eos_token_id"] = OneOrMany(config.EndOfSequence),
        ["head_dim"] = config.HeadDimension,
        ["hidden_act"] = "silu",
        ["hidden_size"] = config.HiddenSize,
        ["initializer_range"] = config.InitializerRange,
        ["intermediate_size"] = config.IntermediateSize,
        ["max_position_embeddings"] = config.MaxPositions,
        ["mlp_bias"] = config.FeedForwardBias,
        ["model_type"] = config.Family.ToString().ToLowerInvariant(),
        ["num_attention_heads"] = config.Heads,
        ["num_hidden_layers"] = config.Layers,
        ["num_key_value_heads"] = config.KeyValueHeads,
        ["rms_norm_eps"] = config.RmsNormEpsilon,
        ["rope_scaling"] = WriteScaling(config.RopeScaling),
        ["rope_theta"] = config.RopeTheta,
        ["tie_word_embeddings"] = config.TieWordEmbeddings,
        ["torch_dtype"] = config.ParameterType switch { TensorType.F16 => "float16", TensorType.BF16 => "bfloat16", _ => "float32" },
        ["vocab_size"] = config.VocabularySize,
    };

    private static JsonObject? WriteScaling(RopeScaling? scaling) => scaling switch
    {
        LinearRopeScaling linear => new JsonObject { ["factor"] = linear.Factor, ["rope_type"] = "linear" },
        Llama3RopeScaling llama => new JsonObject
        {
            ["factor"] = llama.Factor,
            ["high_freq_factor"] = llama.HighFrequencyFactor,
            ["low_freq_factor"] = llama.LowFrequencyFactor,
            ["original_max_position_embeddings"] = llama.OriginalMaxPositions,
            ["rope_type"] = "llama3",
        },
        _ => null,
    };
}
