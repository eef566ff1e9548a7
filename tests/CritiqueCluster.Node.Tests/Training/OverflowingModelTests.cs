using System.Buffers.Binary;
using System.Text.Json.Nodes;

using CritiqueCluster.Core.Models;
using CritiqueCluster.Node.Tests.Commands;

namespace CritiqueCluster.Node.Tests.Training;

/// <summary>The program with a model whose parameters are finite and whose logits are not.</summary>
[Collection(nameof(TinyRunCollection))]
public sealed class OverflowingModelTests : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory();
    private readonly string _model;

    public OverflowingModelTests()
    {
        _model = Path.Combine(_parent.FullName, "overflowing");
        Directory.CreateDirectory(_model);
        foreach (var file in Directory.GetFiles(EmbeddedModels.Folder("policy")))
            File.Copy(file, Path.Combine(_model, Path.GetFileName(file)));
        Multiply(Path.Combine(_model, "model.safetensors"), "model.norm.weight", 1e37f);
    }

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    public async Task Should_end_a_run_at_the_first_token_with_one_error_that_names_the_model()
    {
        var folder = Path.Combine(_parent.FullName, "run");
        var run = await Invocation.Of(["train", "--run", folder, .. TinyRun.Settings, "--set", $"Policy.Model={_model}"]);
        Refused(run);
        Assert.False(Directory.Exists(Path.Combine(folder, "parameters", "policy", "v000001")), "a version was published");
    }

    [Fact]
    public async Task Should_refuse_to_measure_it()
    {
        var run = await Invocation.Of("evaluate", _model, "--count", "2", "--samples", "2", "--json");
        Refused(run);
        Assert.Empty(run.Output);
        Assert.Contains(_model, run.Error, StringComparison.Ordinal);
    }

    private static void Refused(Invocation run)
    {
        Assert.True(run.Code == 3, $"{run.Code}: {run.Error}");
        var error = Assert.Single(run.Error.Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
        Assert.Contains("(version 0) gives logits that are not finite numbers", error, StringComparison.Ordinal);
    }

    private static void Multiply(string file, string tensor, float factor)
    {
        var bytes = File.ReadAllBytes(file);
        var header = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var offsets = JsonNode.Parse(bytes.AsSpan(8, header))![tensor]!["data_offsets"]!.AsArray();
        for (var at = 8 + header + (int)offsets[0]!; at < 8 + header + (int)offsets[1]!; at += sizeof(float))
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), factor * BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(at)));
        File.WriteAllBytes(file, bytes);
    }
}
