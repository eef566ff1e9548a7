using CritiqueCluster.Core.Models.Safetensors;

namespace CritiqueCluster.Core.Tests.Models.Safetensors;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_read_types_shapes_metadata_and_bytes()
    {
        using var file = Open("""
            {"__metadata__":{"format":"pt"},"b":{"dtype":"BF16","shape":[2,1],"data_offsets":[4,8]},
             "a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"none":{"dtype":"I64","shape":[0,3],"data_offsets":[8,8]}}
            """, 8);

        Assert.Equal("pt", file.Metadata["format"]);
        Assert.Equal("BF16 [2, 1]", file.Tensors["b"].ToString());
        Assert.Equal([1, 2, 3, 4], file.ReadAll("a"));
        Assert.Equal([5, 6, 7, 8], file.ReadAll("b"));
        Assert.Empty(file.ReadAll("none"));
        var middle = new byte[2];
        file.Read("b", 1, middle);
        Assert.Equal([6, 7], middle);
        Assert.Throws<KeyNotFoundException>(() => file.ReadAll("c"));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.Read("b", 3, new byte[2]));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""", "JSON")]
    [InlineData("""[]""", "object")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "JSON")]
    [InlineData("""{"a":7}""", "'a'")]
    [InlineData("""{"\ud800":7}""", "JSON")]
    [InlineData("""{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}""", "F33")]
    [InlineData("""{"a":{"dtype":7,"shape":[2],"data_offsets":[0,8]}}""", "dtype")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""", "dtype")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", "shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", "shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,8]}}""", "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "begins")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}""", "two data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551615]}}""", "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "12 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}""", "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "hole")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "after the last")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":1}}""", "more")]
    [InlineData("""{"__metadata__":{"x":1}}""", "__metadata__")]
    public void Should_reject_a_header_that_lies(string header, string named)
    {
        var error = Assert.Throws<ConfigurationException>(() => Open(header, 8));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["x.safetensors"], error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(3UL)]
    [InlineData(1000UL)]
    [InlineData(200_000_000UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    public void Should_reject_a_header_length_that_lies(ulong claimed)
    {
        var path = _folder.Write("x.safetensors", RawFile.Of("{}"u8.ToArray(), 2, claimed));

        Assert.Throws<ConfigurationException>(() => SafetensorsFile.Open(path));
    }

    [Fact]
    public void Should_refuse_a_huge_header_before_reading_it()
    {
        var path = _folder.Write("x.safetensors", RawFile.Of([], 0, SafetensorsHeader.MaxBytes + 1));
        using (var sparse = new FileStream(path, FileMode.Open))
            sparse.SetLength(SafetensorsHeader.MaxBytes * 3);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<ConfigurationException>(() => SafetensorsFile.Open(path));

        Assert.Contains("at most", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Should_say_that_a_file_is_missing() =>
        Assert.Throws<EnvironmentException>(() => SafetensorsFile.Open(_folder["x.safetensors"]));

    private SafetensorsFile Open(string header, int dataBytes) =>
        SafetensorsFile.Open(_folder.Write("x.safetensors", RawFile.Of(header, dataBytes)));
}
