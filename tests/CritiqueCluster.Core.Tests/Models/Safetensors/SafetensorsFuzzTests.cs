using CritiqueCluster.Core.Models.Safetensors;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Models.Safetensors;

/// <summary>Whatever is done to a file, it opens or is refused with a message: never another exception, never a large allocation.</summary>
public sealed class SafetensorsFuzzTests : IDisposable
{
    private const long AllocationLimit = 4 << 20;
    private static readonly byte[] Header = """
        {"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"v":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]}}
        """u8.ToArray();

    private static readonly byte[] Sound = RawFile.Of(Header, 32);
    private static readonly byte[] Numbers = "0123456789-[]{},:.e\""u8.ToArray();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_survive_bytes_changed_anywhere() =>
        Gen.Select(Gen.Int[0, Sound.Length - 1], Gen.Byte).Array[1, 6].Sample(changes =>
        {
            var bytes = Sound.ToArray();
            foreach (var (at, value) in changes)
                bytes[at] = value;
            OpenOrRefuse(bytes);
        }, iter: 1500, threads: 1);

    [Fact]
    public void Should_survive_header_characters_changed_into_plausible_ones() =>
        Gen.Select(Gen.Int[8, 7 + Header.Length], Gen.Int[0, Numbers.Length - 1].Select(i => Numbers[i])).Array[1, 3].Sample(changes =>
        {
            var bytes = Sound.ToArray();
            foreach (var (at, value) in changes)
                bytes[at] = value;
            OpenOrRefuse(bytes);
        }, iter: 3000, threads: 1);

    [Fact]
    public void Should_survive_header_pieces_removed_doubled_or_moved() =>
        Gen.Select(Gen.Int[0, Header.Length], Gen.Int[0, Header.Length], Gen.Int[0, Header.Length]).Sample((from, to, at) =>
        {
            var piece = Header[Math.Min(from, to)..Math.Max(from, to)];
            OpenOrRefuse(RawFile.Of([.. Header[..at], .. piece, .. Header[at..]], 32));
            OpenOrRefuse(RawFile.Of([.. Header[..Math.Min(from, to)], .. Header[Math.Max(from, to)..]], 32));
        }, iter: 1000, threads: 1);

    [Fact]
    public void Should_refuse_every_truncation()
    {
        for (var length = 0; length < Sound.Length; length++)
            Assert.False(OpenOrRefuse(Sound[..length]), $"{length} bytes of {Sound.Length} were accepted");
        Assert.True(OpenOrRefuse(Sound));
    }

    [Fact]
    public void Should_survive_deep_nesting() =>
        Assert.False(OpenOrRefuse(RawFile.Of([.. Enumerable.Repeat((byte)'[', 100_000)], 0)));

    private bool OpenOrRefuse(byte[] bytes)
    {
        var path = _folder.Write("x.safetensors", bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var file = SafetensorsFile.Open(path);
            foreach (var name in file.Tensors.Keys)
                Assert.Equal(file.Tensors[name].Bytes, file.ReadAll(name).Length);
            return true;
        }
        catch (ConfigurationException e)
        {
            Assert.Contains(path, e.Message, StringComparison.Ordinal);
            return false;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllocationLimit);
        }
    }
}
