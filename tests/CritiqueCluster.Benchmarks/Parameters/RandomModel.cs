using System.Runtime.InteropServices;

using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Safetensors;

namespace CritiqueCluster.Benchmarks.Parameters;

/// <summary>A model of 17 million parameters a layer in BF16, untrained.</summary>
internal static class RandomModel
{
    public static ModelConfig Config(int layers) => new()
    {
        HiddenSize = 1024,
        IntermediateSize = 4096,
        Layers = layers,
        Heads = 16,
        KeyValueHeads = 16,
        HeadDimension = 64,
        VocabularySize = 8192,
        TieWordEmbeddings = true,
    };

    /// <param name="layers">How many.</param>
    /// <param name="changed">Share of elements that differ from those of share 0, by one unit in the last place as after a small step.</param>
    public static BytesTensorSource Tensors(int layers, double changed = 0)
    {
        var (source, random, changes) = (new BytesTensorSource(), new Random(1), new Random(2));
        foreach (var (name, shape) in ParameterShapes.Of(Config(layers)))
        {
            var info = new TensorInfo(TensorType.BF16, shape);
            var bytes = new byte[info.Bytes];
            var values = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan());
            for (var i = 0; i < values.Length; i++)
                values[i] = (ushort)(BitConverter.SingleToUInt32Bits((random.NextSingle() - 0.5f) * 0.08f) >> 16);
            for (var i = 0; changed > 0 && i < values.Length; i++)
                if (changes.NextDouble() < changed)
                    values[i] ^= 1;
            source.Add(name, info, bytes);
        }
        return source;
    }
}
