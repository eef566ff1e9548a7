using System.Buffers.Binary;
using CritiqueCluster.Core.Models.Safetensors;

namespace CritiqueCluster.Core.Tests.Models.Safetensors;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_read_back_what_was_written()
    {
        var tensors = Some();
        SafetensorsWriter.Write(_folder["x"], tensors);

        using var file = SafetensorsFile.Open(_folder["x"]);

        Assert.Equal(tensors.Tensors.Keys.Order(), file.Tensors.Keys.Order());
        foreach (var name in tensors.Tensors.Keys)
        {
            Assert.Equal(tensors.Tensors[name].ToString(), file.Tensors[name].ToString());
            Assert.Equal(tensors.ReadAll(name), file.ReadAll(name));
        }
        Assert.Equal("pt", file.Metadata["format"]);
    }

    [Fact]
    public void Should_give_the_same_bytes_whatever_the_order_of_adding()
    {
        using var one = new MemoryStream();
        using var other = new MemoryStream();

        SafetensorsWriter.Write(one, Some());
        SafetensorsWriter.Write(other, Some(reverse: true));

        Assert.Equal(one.ToArray(), other.ToArray());
    }

    [Fact]
    public void Should_align_data_and_put_wide_types_first_then_names_in_order()
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, Some());

        var headerBytes = (int)BinaryPrimitives.ReadUInt64LittleEndian(stream.ToArray());
        var header = System.Text.Encoding.UTF8.GetString(stream.ToArray(), 8, headerBytes);
        Assert.Equal(0, headerBytes % 8);
        Assert.Equal(
            """{"__metadata__":{"format":"pt"},"Z":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[],"data_offsets":[8,12]},"ä\"":{"dtype":"BF16","shape":[1,3],"data_offsets":[12,18]},"empty":{"dtype":"U8","shape":[0],"data_offsets":[18,18]}}""",
            header.TrimEnd(' '));
    }

    [Fact]
    public void Should_refuse_bytes_that_do_not_fit_the_shape() =>
        Assert.Throws<ArgumentException>(() => new BytesTensorSource().Add("a", new TensorInfo(TensorType.F32, [2]), new byte[7]));

    private static BytesTensorSource Some(bool reverse = false)
    {
        (string Name, TensorInfo Info, byte[] Bytes)[] all =
        [
            ("a", new(TensorType.F32, []), [1, 2, 3, 4]),
            ("ä\"", new(TensorType.BF16, [1, 3]), [1, 2, 3, 4, 5, 6]),
            ("Z", new(TensorType.F32, [2]), [9, 8, 7, 6, 5, 4, 3, 2]),
            ("empty", new(TensorType.U8, [0]), []),
        ];
        var tensors = new BytesTensorSource();
        foreach (var (name, info, bytes) in reverse ? all.Reverse() : all)
            tensors.Add(name, info, bytes);
        return tensors;
    }
}
