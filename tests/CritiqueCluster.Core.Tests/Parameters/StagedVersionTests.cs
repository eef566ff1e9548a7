using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Safetensors;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Core.Tests.Parameters;

public sealed class StagedVersionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelFolder _base;
    private readonly ParameterVersion _version;
    private readonly ParameterManifest _manifest;

    public StagedVersionTests()
    {
        SmallModel.Create(_folder).Dispose();
        _base = ModelFolder.Open(_folder["model"]);
        _version = new("policy", 0, _base.Hash);
        _manifest = ParameterManifest.Of(_version, _base);
    }

    public void Dispose()
    {
        _base.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Should_describe_every_byte_of_every_file_and_read_back_what_was_written()
    {
        Assert.All(_manifest.Files, file => Assert.Equal(new FileInfo(Path.Combine(_base.Path, file.Name)).Length, file.Bytes));
        Assert.Equal(Directory.GetFiles(_base.Path).Select(Path.GetFileName).Order(), _manifest.Files.Select(file => file.Name).Order());
        var tensors = _manifest.Files.SelectMany(file => file.Pieces).Select(piece => piece.Tensor?.Name).OfType<string>();
        Assert.Equal(_base.Parameters.Tensors.Keys.Order(), tensors.Order());
        var json = ManifestJson.Write(_manifest);
        Assert.Equal(json, ManifestJson.Write(ManifestJson.Read(json)));
    }

    [Theory]
    [InlineData("\"config.json\"", "\"../config.json\"")]
    [InlineData("\"config.json\"", "\".config\"")]
    [InlineData("\"config.json\"", "\"/etc/passwd\"")]
    [InlineData("\"config.json\"", "\"MODEL.safetensors\"")]
    [InlineData("\"shape\":[32]", "\"shape\":[33]")]
    [InlineData("\"shape\":[32]", "\"shape\":[-32]")]
    [InlineData("\"shape\":[32]", "\"shape\":[9223372036854775807,9223372036854775807]")]
    [InlineData("\"step\":0", "\"step\":\"0\"")]
    [InlineData("\"files\":[", "\"files\":[[],")]
    [InlineData("\"bytes\":", "\"bytes\":-")]
    [InlineData("\"checksum\":\"", "\"checksum\":\"z")]
    public void Should_refuse_a_manifest_that_lies(string truth, string lie)
    {
        var json = System.Text.Encoding.UTF8.GetString(ManifestJson.Write(_manifest));
        Assert.Contains(truth, json);

        Assert.Throws<InvalidDataException>(() => ManifestJson.Read(System.Text.Encoding.UTF8.GetBytes(json.Replace(truth, lie, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Should_put_a_version_together_from_parts_of_any_size_over_several_tries()
    {
        var random = new Random(1);
        for (var tries = 0; ; tries++)
        {
            using var staged = new StagedVersion(_folder["staged"], _manifest);
            var whole = _manifest.Files.All(file => Fill(staged, file, random.Next(1, 3000), most: 5));
            if (!whole)
                continue;
            await staged.CheckHashAsync();
            Assert.True(tries > 2);
            break;
        }

        using var copy = ModelFolder.Open(_folder["staged"]);
        Assert.Equal(_version.Hash, copy.Hash);
        Assert.All(_manifest.Files, file => Assert.Equal(Bytes(file), File.ReadAllBytes(Path.Combine(copy.Path, file.Name))));
    }

    [Fact]
    public async Task Should_name_a_damaged_tensor_and_take_it_again()
    {
        using var staged = new StagedVersion(_folder["staged"], _manifest);
        var file = _manifest.Files.Single(f => f.Name == SafetensorsCheckpoint.SingleFile);
        var piece = file.Pieces[3];
        var bytes = Bytes(file);
        bytes[piece.Offset + 5] ^= 1;

        var damaged = Assert.Throws<InvalidDataException>(() => staged.Append(file, bytes));

        Assert.Contains(piece.Tensor!.Name, damaged.Message);
        Assert.Equal(piece.Offset, staged.PositionOf(file));
        await Assert.ThrowsAsync<InvalidOperationException>(staged.CheckHashAsync);
        staged.Append(file, Bytes(file).AsSpan((int)piece.Offset));
        Assert.Throws<InvalidDataException>(() => staged.Append(file, [0]));
        foreach (var other in _manifest.Files.Where(f => f != file))
            staged.Append(other, Bytes(other));
        await staged.CheckHashAsync();
    }

    [Fact]
    public async Task Should_refuse_pieces_that_are_sound_and_together_another_version()
    {
        using var staged = new StagedVersion(_folder["staged"], _manifest with { Version = _version with { Hash = "sha256:" + new string('0', 64) } });
        foreach (var file in _manifest.Files)
            staged.Append(file, Bytes(file));

        await Assert.ThrowsAsync<InvalidDataException>(staged.CheckHashAsync);
    }

    [Fact]
    public async Task Should_put_a_version_together_from_its_base_and_a_delta()
    {
        var target = Versions.Write(_base, _folder["target"], Versions.Changed(_base.Parameters, 0.01, 1), 1);
        using var opened = ModelFolder.Open(_folder["target"]);
        var manifest = ParameterManifest.Of(target, opened);
        using var stream = new MemoryStream();
        Assert.True(DeltaWriter.TryWrite(stream, _version, _base.Parameters, target, opened.Parameters));
        using var delta = new DeltaFile(new MemoryStream(stream.ToArray()));
        var fill = new DeltaFill(_base, _manifest, delta);
        using var staged = new StagedVersion(_folder["staged"], manifest);

        Assert.All(manifest.Files, file => Assert.Null(fill.Fill(staged, file)));

        await staged.CheckHashAsync();
        Assert.All(manifest.Files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(opened.Path, file.Name)), File.ReadAllBytes(Path.Combine(staged.Folder, file.Name))));
    }

    [Fact]
    public void Should_keep_the_newest_versions_and_those_in_use()
    {
        var cache = new VersionCache(_folder["cache"], keep: 2);
        var versions = Enumerable.Range(1, 5).Select(step => Publish(cache, step)).ToList();
        using (cache.Use(versions[1]))
        {
            Assert.Equal([versions[2], versions[0]], cache.Prune("policy"));
            Assert.NotNull(cache.Find(versions[1]));
        }
        Assert.Equal([versions[1]], cache.Prune("policy"));
        Assert.Equal([versions[4], versions[3]], cache.VersionsOf("policy"));
        Assert.Equal(2, Directory.GetFileSystemEntries(_folder["cache/policy"]).Length);
        Assert.Empty(cache.VersionsOf("critic"));
    }

    [Fact]
    public void Should_check_what_an_earlier_process_left_and_throw_away_what_is_damaged()
    {
        var (first, second) = (Publish(new(_folder["cache"], 2), 1), Publish(new(_folder["cache"], 2), 2));
        var (folder, _) = new VersionCache(_folder["cache"], 2).Find(first)!.Value;
        using (var file = File.OpenWrite(Path.Combine(folder, SafetensorsCheckpoint.SingleFile)))
            file.SetLength(file.Length - 1);

        var cache = new VersionCache(_folder["cache"], 2);

        Assert.Null(cache.Find(first));
        Assert.NotNull(cache.Find(second));
        Assert.False(Directory.Exists(folder));
        Assert.Throws<ArgumentException>(() => cache.Find(first with { Model = "../policy" }));
        Assert.Throws<ArgumentException>(() => cache.Find(first with { Hash = "sha256:../../../../../../etc" }));
    }

    private ParameterVersion Publish(VersionCache cache, int step)
    {
        var manifest = _manifest with { Version = _version with { Step = step } };
        using var staged = cache.Stage(manifest);
        foreach (var file in manifest.Files)
            staged.Append(file, Bytes(file));
        cache.Publish(staged);
        return manifest.Version;
    }

    private byte[] Bytes(ManifestFile file) => File.ReadAllBytes(Path.Combine(_base.Path, file.Name));

    /// <returns>Whether the file is whole.</returns>
    private bool Fill(StagedVersion staged, ManifestFile file, int chunk, int most)
    {
        var bytes = Bytes(file);
        for (var i = 0; i < most && staged.PositionOf(file) < bytes.Length; i++)
        {
            var position = (int)staged.PositionOf(file);
            staged.Append(file, bytes.AsSpan(position, Math.Min(chunk, bytes.Length - position)));
        }
        return staged.PositionOf(file) == bytes.Length;
    }
}
