using System.Buffers.Binary;
using System.Security.Cryptography;
using CritiqueCluster.Core.Models.Safetensors;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Core.Tests.Parameters;

public sealed class ParameterHashTests
{
    [Fact]
    public void Should_be_what_its_description_says()
    {
        var tensors = Of(("b", new(TensorType.U8, [2, 1]), [7, 8]), ("a", new(TensorType.BF16, []), [1, 2]));
        byte[] described =
        [
            .. Number(1), (byte)'a', .. Number(4), .. "BF16"u8, .. Number(0), 1, 2,
            .. Number(1), (byte)'b', .. Number(2), .. "U8"u8, .. Number(2), .. Number(2), .. Number(1), 7, 8,
        ];

        Assert.Equal("sha256:" + Convert.ToHexStringLower(SHA256.HashData(described)), ParameterHash.Of(tensors));
    }

    [Fact]
    public void Should_change_with_name_type_shape_and_bytes_but_not_with_order()
    {
        TensorInfo info = new(TensorType.U8, [2, 3]);
        byte[] bytes = [1, 2, 3, 4, 5, 6];
        var other = ("z", new TensorInfo(TensorType.F32, [1]), new byte[] { 0, 0, 0, 1 });
        string[] hashes =
        [
            ParameterHash.Of(Of(("a", info, bytes), other)),
            ParameterHash.Of(Of(("b", info, bytes), other)),
            ParameterHash.Of(Of(("a", info with { Type = TensorType.I8 }, bytes), other)),
            ParameterHash.Of(Of(("a", info with { Shape = [3, 2] }, bytes), other)),
            ParameterHash.Of(Of(("a", info, [1, 2, 3, 4, 5, 7]), other)),
            ParameterHash.Of(Of(("a", info, bytes))),
        ];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], ParameterHash.Of(Of(other, ("a", info, bytes))));
    }

    [Fact]
    public void Should_hash_tensors_larger_than_a_chunk()
    {
        var bytes = new byte[(5 << 20) + 3];
        new Random(1).NextBytes(bytes);
        TensorInfo info = new(TensorType.U8, [bytes.Length]);
        var hash = ParameterHash.Of(Of(("a", info, bytes)));

        bytes[^1] ^= 1;

        Assert.NotEqual(hash, ParameterHash.Of(Of(("a", info, bytes))));
    }

    private static byte[] Number(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static BytesTensorSource Of(params (string Name, TensorInfo Info, byte[] Bytes)[] all)
    {
        var tensors = new BytesTensorSource();
        foreach (var (name, info, bytes) in all)
            tensors.Add(name, info, bytes);
        return tensors;
    }
}
