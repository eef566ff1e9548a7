using System.Buffers.Binary;
using System.Text;

namespace CritiqueCluster.Core.Tests.Models.Safetensors;

/// <summary>Safetensors files put together by hand, sound or not.</summary>
internal static class RawFile
{
    public static byte[] Of(string header, int dataBytes) => Of(Encoding.UTF8.GetBytes(header), dataBytes);

    public static byte[] Of(byte[] header, int dataBytes, ulong? claimed = null)
    {
        var bytes = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, claimed ?? (ulong)header.Length);
        header.CopyTo(bytes, 8);
        for (var i = 0; i < dataBytes; i++)
            bytes[8 + header.Length + i] = (byte)(i + 1);
        return bytes;
    }
}
