using CritiqueCluster.Core.Models.Safetensors;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Core.Tests.Models.Safetensors;

public sealed class SafetensorsCheckpointTests : IDisposable
{
    private const string Index = """{"metadata":{"total_size":12},"weight_map":{"a":"one.safetensors","b":"two.safetensors","c":"two.safetensors"}}""";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_read_shards_as_if_they_were_one_file()
    {
        WriteShards(Index);
        using var whole = new TemporaryFolder();
        SafetensorsWriter.Write(whole["model.safetensors"], Tensors("a", "b", "c"));

        using var sharded = SafetensorsCheckpoint.Open(_folder.Path);
        using var single = SafetensorsCheckpoint.Open(whole.Path);

        Assert.Equal(ParameterHash.Of(single), ParameterHash.Of(sharded));
        Assert.Equal(_folder["two.safetensors"], sharded.FileOf("c"));
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"one.safetensors","b":"three.safetensors","c":"two.safetensors"}}""", "three.safetensors")]
    [InlineData("""{"weight_map":{"a":"two.safetensors","b":"two.safetensors","c":"one.safetensors"}}""", "'a'")]
    [InlineData("""{"weight_map":{"a":"one.safetensors","b":"two.safetensors","c":"two.safetensors","d":"two.safetensors"}}""", "'d'")]
    [InlineData("""{"weight_map":{"a":"one.safetensors","b":"two.safetensors"}}""", "'c'")]
    [InlineData("""{"weight_map":{"a":"../one.safetensors"}}""", "'a'")]
    [InlineData("""{"weight_map":{"a":""}}""", "'a'")]
    [InlineData("""{"weight_map":{"a":7}}""", "'a'")]
    [InlineData("""{"weight_map":[]}""", "weight_map")]
    [InlineData("""{}""", "weight_map")]
    [InlineData("""{""", "JSON")]
    public void Should_say_where_index_and_shards_disagree(string index, string named)
    {
        WriteShards(index);

        var error = Assert.Throws<ConfigurationException>(() => SafetensorsCheckpoint.Open(_folder.Path));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_a_tensor_that_two_shards_hold()
    {
        WriteShards(Index);
        SafetensorsWriter.Write(_folder["two.safetensors"], Tensors("a", "b", "c"));

        Assert.Contains("'a'", Assert.Throws<ConfigurationException>(() => SafetensorsCheckpoint.Open(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_say_that_a_folder_holds_no_parameters() =>
        Assert.Contains("model.safetensors", Assert.Throws<EnvironmentException>(() => SafetensorsCheckpoint.Open(_folder.Path)).Message, StringComparison.Ordinal);

    private void WriteShards(string index)
    {
        SafetensorsWriter.Write(_folder["one.safetensors"], Tensors("a"));
        SafetensorsWriter.Write(_folder["two.safetensors"], Tensors("b", "c"));
        _folder.Write("model.safetensors.index.json", index);
    }

    private static BytesTensorSource Tensors(params string[] names)
    {
        var tensors = new BytesTensorSource();
        foreach (var name in names)
            tensors.Add(name, new TensorInfo(TensorType.U8, [4]), new[] { (byte)name[0], (byte)1, (byte)2, (byte)3 });
        return tensors;
    }
}
