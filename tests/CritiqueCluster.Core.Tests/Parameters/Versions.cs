using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Safetensors;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Core.Tests.Parameters;

/// <summary>Parameters made up for tests.</summary>
internal static class Versions
{
    public static ParameterVersion Of(ITensorSource tensors, int step = 1) => new("policy", step, ParameterHash.Of(tensors));

    /// <summary>The same tensors with about a share of their elements changed; 0 changes none, 1 all.</summary>
    public static BytesTensorSource Changed(ITensorSource tensors, double share, int seed)
    {
        var random = new Random(seed);
        var changed = new BytesTensorSource();
        foreach (var (name, info) in tensors.Tensors)
        {
            var bytes = tensors.ReadAll(name);
            for (var i = 0; i < bytes.Length; i += info.Type.Size())
                if (random.NextDouble() < share)
                    bytes[i] ^= (byte)random.Next(1, 256);
            changed.Add(name, info, bytes);
        }
        return changed;
    }

    public static BytesTensorSource Random(int seed, params (string Name, TensorInfo Info)[] tensors)
    {
        var random = new Random(seed);
        var source = new BytesTensorSource();
        foreach (var (name, info) in tensors)
        {
            var bytes = new byte[info.Bytes];
            random.NextBytes(bytes);
            source.Add(name, info, bytes);
        }
        return source;
    }

    public static byte[]? Delta(ITensorSource from, ITensorSource to)
    {
        using var stream = new MemoryStream();
        return DeltaWriter.TryWrite(stream, Of(from, 1), from, Of(to, 2), to) ? stream.ToArray() : null;
    }

    public static BytesTensorSource Apply(byte[] delta, ITensorSource basis)
    {
        using var file = new DeltaFile(new MemoryStream(delta));
        var result = new BytesTensorSource();
        foreach (var (name, info) in basis.Tensors)
        {
            using var bytes = new MemoryStream();
            file.Apply(name, basis, chunk => bytes.Write(chunk));
            result.Add(name, info, bytes.ToArray());
        }
        return result;
    }

    /// <summary>A model folder with these parameters in the image of another.</summary>
    public static ParameterVersion Write(ModelFolder image, string path, ITensorSource parameters, int step)
    {
        image.WriteAs(path, parameters);
        using var written = ModelFolder.Open(path);
        return new("policy", step, written.Hash);
    }
}
