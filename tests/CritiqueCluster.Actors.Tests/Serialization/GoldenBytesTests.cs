using CritiqueCluster.Actors.Serialization;
using CritiqueCluster.Actors.Tests.Fakes;

namespace CritiqueCluster.Actors.Tests.Serialization;

/// <summary>
/// What journals and other nodes hold must stay readable for ever. Golden bytes are only ever added: set
/// CRITIQUE_APPROVE_GOLDEN to append those of new manifests.
/// </summary>
public sealed class GoldenBytesTests
{
    private static readonly string FilePath = Path.Combine(AppContext.BaseDirectory, "Serialization", "golden.txt");

    public static TheoryData<string> ManifestNames => new(Manifests.Table.Types.Keys);

    public static TheoryData<string> GrownNames => new(Samples.Grown.Keys);

    [Fact]
    public void Should_have_one_sample_for_each_manifest()
    {
        var sampled = Samples.All.Select(Codec.ManifestOf).ToList();
        Assert.Equal(Manifests.Table.Types.Keys.Order(), sampled.Order());
    }

    [Theory]
    [MemberData(nameof(ManifestNames))]
    public void Should_read_the_golden_bytes_as_the_sample(string manifest)
    {
        var sample = Samples.All.Single(s => Codec.ManifestOf(s) == manifest);
        var read = Codec.Decode(manifest, [0, .. Golden(manifest)]);
        Assert.Equal(Content(sample), Content(read));
    }

    [Theory]
    [MemberData(nameof(ManifestNames))]
    public void Should_write_the_golden_bytes(string manifest)
    {
        // A recipe is written with all the keys that it has today; that it reads the old ones is tested above.
        if (manifest is "run.start" or "journal.run.started")
            return;
        var sample = Samples.All.Single(s => Codec.ManifestOf(s) == manifest);
        Assert.Equal(Convert.ToHexStringLower(Golden(manifest)), Content(sample));
    }

    /// <summary>What came later has bytes of its own; that values without it keep theirs, the tests above show.</summary>
    [Theory]
    [MemberData(nameof(GrownNames))]
    public void Should_read_and_write_the_golden_bytes_of_what_came_later(string name)
    {
        var (sample, manifest) = (Samples.Grown[name], name[..name.IndexOf('/', StringComparison.Ordinal)]);
        var golden = Golden(name, sample);
        Assert.Equal(Convert.ToHexStringLower(golden), Content(sample));
        Assert.Equal(Content(sample), Content(Codec.Decode(manifest, [0, .. golden])));
    }

    private static string Content(object value) => Convert.ToHexStringLower(Payload.Unpack(Codec.Encode(value)));

    private static byte[] Golden(string manifest, object? grown = null)
    {
        var lines = File.Exists(FilePath) ? File.ReadAllLines(FilePath) : [];
        var line = lines.SingleOrDefault(l => l.StartsWith(manifest + " ", StringComparison.Ordinal));
        if (line is null && Environment.GetEnvironmentVariable("CRITIQUE_APPROVE_GOLDEN") is { } approved)
        {
            var sample = grown ?? Samples.All.Single(s => Codec.ManifestOf(s) == manifest);
            File.AppendAllText(approved, $"{manifest} {Content(sample)}\n");
            return Payload.Unpack(Codec.Encode(sample));
        }
        Assert.True(line is not null, $"{manifest} has no golden bytes yet.");
        return Convert.FromHexString(line[(manifest.Length + 1)..]);
    }
}
