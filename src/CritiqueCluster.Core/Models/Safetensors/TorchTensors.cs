using static TorchSharp.torch;

namespace CritiqueCluster.Core.Models.Safetensors;

/// <summary>Between tensors of a file and tensors of libtorch.</summary>
public static class TorchTensors
{
    /// <summary>The libtorch type of F32, F16 or BF16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another type.</exception>
    public static ScalarType ScalarTypeOf(TensorType type) => type switch
    {
        TensorType.F32 => ScalarType.Float32,
        TensorType.F16 => ScalarType.Float16,
        TensorType.BF16 => ScalarType.BFloat16,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Only F32, F16 and BF16 become libtorch tensors."),
    };

    /// <summary>The file type of a libtorch type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a 16 or 32 bit floating type.</exception>
    public static TensorType TensorTypeOf(ScalarType type) => type switch
    {
        ScalarType.Float32 => TensorType.F32,
        ScalarType.Float16 => TensorType.F16,
        ScalarType.BFloat16 => TensorType.BF16,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Only Float32, Float16 and BFloat16 tensors can be written."),
    };

    /// <summary>A new tensor on the CPU with a stored tensor's type, shape and values; the caller disposes it.</summary>
    public static Tensor Load(ITensorSource source, string name)
    {
        var info = source.Tensors[name];
        var tensor = empty([.. info.Shape], dtype: ScalarTypeOf(info.Type), device: CPU);
        CpuBytes.ForEachChunk(tensor, (offset, chunk) => source.Read(name, offset, chunk));
        return tensor;
    }

    /// <summary>Copies a stored tensor's values into an existing tensor of the same shape, of any floating type, on any device.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static void LoadInto(ITensorSource source, string name, Tensor target)
    {
        var info = source.Tensors[name];
        if (!info.Shape.SequenceEqual(target.shape))
            throw new ArgumentException($"Tensor '{name}' is {info}, its target {TensorInfo.Describe(target.shape)}.", nameof(target));
        using var gradients = no_grad();
        using var loaded = Load(source, name);
        target.copy_(loaded); // gives the target itself back: nothing to dispose
    }
}
