using System.Text.Json.Nodes;
using CritiqueCluster.Core.Models;

namespace CritiqueCluster.Core.Tests.Models;

public sealed class RopeSettingsTests : IDisposable
{
    private const string Llama3 = """{"rope_type": "llama3", "factor": 8, "low_freq_factor": 1, "high_freq_factor": 4, "original_max_position_embeddings": 8192}""";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"rope_scaling": {"rope_type": "default", "rope_theta": 500000.0}}""")]
    [InlineData("""{"rope_parameters": {"rope_type": "default", "rope_theta": 500000.0}}""")]
    [InlineData("""{"rope_parameters": {"rope_type": "default"}, "rope_theta": 500000}""")]
    [InlineData("""{"rope_parameters": {"full_attention": {"rope_type": "default", "rope_theta": 500000.0}}}""")]
    [InlineData("""{"rope_parameters": {"full_attention": {"rope_theta": 500000.0}, "sliding_attention": {"rope_theta": 500000.0}}}""")]
    [InlineData("""{"rope_parameters": {"full_attention": {"rope_theta": 500000.0}, "sliding_attention": null}}""")]
    [InlineData("""{"rope_parameters": {"rope_theta": 500000.0}, "rope_scaling": {"type": "default"}, "rope_theta": 500000.0}""")]
    [InlineData("""{"rope_theta": 500000.0, "rope_interleaved": false, "partial_rotary_factor": 1.0, "rope_scaling": null}""")]
    public void Should_read_the_base_in_every_spelling(string settings)
    {
        var config = Load(settings);
        Assert.InRange(config.RopeTheta, 499_999.999, 500_000.001);
        Assert.Null(config.RopeScaling);
    }

    [Theory]
    [InlineData("\"rope_scaling\": " + Llama3)]
    [InlineData("\"rope_parameters\": " + Llama3)]
    [InlineData("\"rope_parameters\": {\"full_attention\": " + Llama3 + "}")]
    [InlineData("\"rope_parameters\": " + Llama3 + ", \"rope_scaling\": " + Llama3)]
    public void Should_read_the_scaling_in_every_spelling(string settings) =>
        Assert.Equal(new Llama3RopeScaling(8, 1, 4, 8192), Load($"{{{settings}}}").RopeScaling);

    [Theory]
    [InlineData("""{"rope_scaling": {"rope_type": "linear", "factor": 2}, "rope_parameters": {"rope_type": "default"}}""", "'rope_scaling'", "'rope_parameters'")]
    [InlineData("""{"rope_scaling": {"rope_theta": 5}, "rope_parameters": {"rope_theta": 6}}""", "'rope_scaling'", "'rope_parameters'")]
    [InlineData("""{"rope_theta": 5, "rope_parameters": {"rope_theta": 6}}""", "'rope_theta'", "'rope_parameters'")]
    [InlineData("""{"rope_theta": 5, "rope_scaling": {"rope_theta": 6}}""", "'rope_theta'", "'rope_scaling'")]
    [InlineData("""{"rope_scaling": {"rope_type": "linear", "type": "llama3", "factor": 2}}""", "'rope_scaling.rope_type'", "'type'")]
    public void Should_refuse_settings_that_contradict_each_other(string settings, string one, string other)
    {
        var error = Assert.Throws<ConfigurationException>(() => Load(settings)).Message;
        Assert.Contains(one, error, StringComparison.Ordinal);
        Assert.Contains(other, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"rope_parameters": {"full_attention": {"rope_theta": 5}, "sliding_attention": {"rope_theta": 6}}}""", "'rope_parameters'")]
    [InlineData("""{"rope_parameters": {"full_attention": {"rope_theta": 5}, "rope_theta": 6}}""", "'rope_parameters'")]
    [InlineData("""{"rope_parameters": {"full_attention": {"rope_type": "yarn", "factor": 4}}}""", "'rope_parameters.full_attention.rope_type'")]
    [InlineData("""{"rope_scaling": {"type": "dynamic", "factor": 4}, "rope_parameters": {"rope_theta": 6}}""", "'rope_scaling.type'")]
    [InlineData("""{"rope_scaling": {"factor": 4}}""", "'rope_scaling.rope_type'")]
    [InlineData("""{"rope_scaling": {"type": "default", "mrope_section": [16, 24, 24]}}""", "'rope_scaling.mrope_section'")]
    [InlineData("""{"rope_scaling": {"type": "linear", "factor": 4, "attention_factor": 0.5}}""", "'rope_scaling.attention_factor'")]
    [InlineData("""{"partial_rotary_factor": 0.5}""", "'partial_rotary_factor'")]
    [InlineData("""{"rope_parameters": {"partial_rotary_factor": 0.5}}""", "'rope_parameters.partial_rotary_factor'")]
    [InlineData("""{"rope_interleaved": true}""", "'rope_interleaved'")]
    [InlineData("""{"rope_local_base_freq": 10000}""", "'rope_local_base_freq'")]
    public void Should_name_a_setting_that_is_not_supported(string settings, string named) =>
        Assert.Contains(named, Assert.Throws<ConfigurationException>(() => Load(settings)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"rope_scaling": {"rope_type": "linear", "factor": 2, "rope_theta": 5}}""")]
    [InlineData("""{"rope_parameters": {"full_attention": {"rope_type": "linear", "factor": 2, "rope_theta": 5}}}""")]
    public void Should_write_a_changed_base_so_that_it_is_read_again(string settings)
    {
        var again = Read((Load(settings) with { RopeTheta = 7 }).ToJson());
        Assert.InRange(again.RopeTheta, 6.999, 7.001);
        Assert.Equal(new LinearRopeScaling(2), again.RopeScaling);
    }

    [SkippableTheory]
    [InlineData("config_rope_theta_in_scaling.json")]
    [InlineData("config_rope_nested.json")]
    public void Should_read_the_known_files(string name) =>
        Assert.InRange(ModelConfig.Load(SharedData.File($"cases/{name}")).RopeTheta, 499_999.999, 500_000.001);

    [SkippableFact]
    public void Should_refuse_the_known_file_that_contradicts_itself() => Assert.Contains("contradict each other",
        Assert.Throws<ConfigurationException>(() => ModelConfig.Load(SharedData.File("cases/config_rope_both.json"))).Message, StringComparison.Ordinal);

    private ModelConfig Load(string settings)
    {
        var config = JsonNode.Parse("""
            {"model_type": "llama", "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 8, "vocab_size": 100}
            """)!.AsObject();
        foreach (var (key, value) in JsonNode.Parse(settings)!.AsObject())
            config[key] = value?.DeepClone();
        return Read(config.ToJsonString());
    }

    private ModelConfig Read(string json) => ModelConfig.Load(_folder.Write("config.json", json));
}
