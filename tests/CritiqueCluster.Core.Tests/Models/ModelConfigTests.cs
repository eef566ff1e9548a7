using System.Text.Json.Nodes;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Safetensors;

namespace CritiqueCluster.Core.Tests.Models;

public sealed class ModelConfigTests : IDisposable
{
    private const string Minimal = """
        {
          "model_type": "llama", "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 2,
          "num_attention_heads": 8, "vocab_size": 300
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_fill_in_what_hugging_face_would()
    {
        var config = Load(Minimal);

        Assert.Equal(8, config.KeyValueHeads);
        Assert.Equal(8, config.HeadDimension);
        Assert.Equal((10000, 1e-6, 0.02), (config.RopeTheta, config.RmsNormEpsilon, config.InitializerRange));
        Assert.False(config.TieWordEmbeddings || config.AttentionBias || config.QueryKeyNorm);
        Assert.Null(config.RopeScaling);
        Assert.Empty(config.EndOfSequence);
    }

    [Theory]
    [InlineData("eos_token_id", "[3, 4]")]
    [InlineData("eos_token_id", "3")]
    [InlineData("rope_theta", "500000.0")]
    [InlineData("torch_dtype", "\"bfloat16\"")]
    [InlineData("dtype", "\"float16\"")]
    [InlineData("something_else", "{\"kept\": [1, null]}")]
    [InlineData("rope_parameters", "{\"rope_theta\": 5.0, \"rope_type\": \"default\"}")]
    public void Should_write_what_was_loaded_key_for_key(string key, string value)
    {
        var source = With(key, value);

        var written = Load(source).ToJson();

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(source), JsonNode.Parse(written)), written);
    }

    [Fact]
    public void Should_write_only_what_changed()
    {
        var config = Load(With("dtype", "\"float16\"")) with { VocabularySize = 301, ParameterType = TensorType.F32 };

        var expected = JsonNode.Parse(With("dtype", "\"float32\""))!;
        expected["vocab_size"] = 301;
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(config.ToJson())), config.ToJson());
    }

    [Fact]
    public void Should_keep_rotary_settings_together_when_one_of_them_changes()
    {
        var loaded = Load(With("rope_parameters", """{"rope_theta": 5.0, "rope_type": "linear", "factor": 2.0}"""));

        var again = Load((loaded with { RopeTheta = 7 }).ToJson());

        Assert.Equal((7, new LinearRopeScaling(2)), (again.RopeTheta, again.RopeScaling));
    }

    [Fact]
    public void Should_read_back_a_config_made_in_code()
    {
        var config = new ModelConfig
        {
            HiddenSize = 96,
            IntermediateSize = 256,
            Layers = 3,
            Heads = 6,
            KeyValueHeads = 2,
            HeadDimension = 32,
            VocabularySize = 500,
            BeginOfSequence = 1,
            EndOfSequence = [2],
            TieWordEmbeddings = true,
            RopeScaling = new Llama3RopeScaling(8, 1, 4, 8192),
        };

        var again = Load(config.ToJson());

        Assert.Equal(config.EndOfSequence, again.EndOfSequence);
        Assert.Equal(config with { EndOfSequence = [], Source = null }, again with { EndOfSequence = [], Source = null });
    }

    [Theory]
    [InlineData("qwen2", true, false, false)]
    [InlineData("qwen3", false, false, true)]
    [InlineData("llama", false, false, false)]
    public void Should_tell_the_families_by_flags(string type, bool bias, bool outputBias, bool norm)
    {
        var config = Load(With("model_type", $"\"{type}\""));

        Assert.Equal((bias, outputBias, norm), (config.AttentionBias, config.AttentionOutputBias, config.QueryKeyNorm));
        Assert.Equal(bias, ParameterShapes.Of(config).ContainsKey("model.layers.0.self_attn.q_proj.bias"));
        Assert.False(ParameterShapes.Of(config).ContainsKey("model.layers.0.self_attn.o_proj.bias"));
        Assert.Equal(norm, ParameterShapes.Of(config).ContainsKey("model.layers.1.self_attn.k_norm.weight"));
    }

    [Theory]
    [InlineData("model_type", "\"mamba\"", "model_type")]
    [InlineData("hidden_size", "null", "hidden_size")]
    [InlineData("hidden_size", "0", "hidden_size")]
    [InlineData("hidden_size", "99999999999", "hidden_size")]
    [InlineData("hidden_size", "65", "hidden_size")]
    [InlineData("hidden_act", "\"gelu\"", "hidden_act")]
    [InlineData("num_key_value_heads", "3", "num_key_value_heads")]
    [InlineData("head_dim", "7", "head_dim")]
    [InlineData("rms_norm_eps", "-1", "rms_norm_eps")]
    [InlineData("rms_norm_eps", "\"x\"", "rms_norm_eps")]
    [InlineData("tie_word_embeddings", "1", "tie_word_embeddings")]
    [InlineData("torch_dtype", "\"int8\"", "torch_dtype")]
    [InlineData("eos_token_id", "[1, \"x\"]", "eos_token_id")]
    [InlineData("rope_scaling", "{\"rope_type\": \"yarn\", \"factor\": 4.0}", "rope_scaling.rope_type")]
    [InlineData("rope_scaling", "{\"type\": \"linear\"}", "rope_scaling.factor")]
    [InlineData("rope_scaling", "7", "rope_scaling")]
    [InlineData("use_sliding_window", "true", "use_sliding_window")]
    public void Should_name_file_and_key_of_what_is_wrong(string key, string value, string named)
    {
        var error = Assert.Throws<ConfigurationException>(() => Load(With(key, value)));

        Assert.Contains($"'{named}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("config.json", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"a\": 1, \"a\": 2}")]
    public void Should_reject_what_is_not_a_json_object(string text) =>
        Assert.Throws<ConfigurationException>(() => Load(text));

    [Fact]
    public void Should_say_that_the_file_is_missing() =>
        Assert.Throws<EnvironmentException>(() => ModelConfig.Load(_folder["config.json"]));

    private static string With(string key, string value)
    {
        var config = JsonNode.Parse(Minimal)!;
        config[key] = JsonNode.Parse(value);
        return config.ToJsonString();
    }

    private ModelConfig Load(string json) => ModelConfig.Load(_folder.Write("config.json", json));
}
