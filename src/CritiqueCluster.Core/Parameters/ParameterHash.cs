using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CritiqueCluster.Core.Models.Safetensors;

namespace CritiqueCluster.Core.Parameters;

/// <summary>
/// The hash that names a set of parameters: SHA-256 over every tensor in ordinal order of names. Of each tensor: name and type
/// (each with its length in bytes before it), the number of dimensions, the dimensions (all as 8 bytes, little-endian), the bytes.
/// It says nothing of files: shards, headers and order of storage do not matter.
/// </summary>
public static class ParameterHash
{
    /// <summary><c>sha256:</c> and 64 hex digits.</summary>
    public static string Of(ITensorSource tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, info) in tensors.Tensors.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            AppendText(hash, name);
            AppendText(hash, info.Type.Name());
            AppendNumber(hash, info.Shape.Count);
            foreach (var size in info.Shape)
                AppendNumber(hash, size);
            tensors.ReadChunks(name, chunk => hash.AppendData(chunk));
        }
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AppendText(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AppendNumber(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AppendNumber(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
