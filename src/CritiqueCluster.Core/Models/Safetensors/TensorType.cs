namespace CritiqueCluster.Core.Models.Safetensors;

/// <summary>Element types of the safetensors format.</summary>
public enum TensorType
{
    Bool,
    U8,
    I8,
    F8E4M3,
    F8E5M2,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    I64,
    U64,
    F64,
}

/// <summary>Names and sizes of element types.</summary>
public static class TensorTypes
{
    private static readonly Dictionary<string, TensorType> ByName =
        Enum.GetValues<TensorType>().ToDictionary(Name, StringComparer.Ordinal);

    /// <summary>The name in a safetensors header (<c>F32</c>, <c>BF16</c>).</summary>
    public static string Name(this TensorType type) => type switch
    {
        TensorType.Bool => "BOOL",
        TensorType.F8E4M3 => "F8_E4M3",
        TensorType.F8E5M2 => "F8_E5M2",
        _ => type.ToString(),
    };

    /// <summary>Bytes per element.</summary>
    public static int Size(this TensorType type) => type switch
    {
        TensorType.Bool or TensorType.U8 or TensorType.I8 or TensorType.F8E4M3 or TensorType.F8E5M2 => 1,
        TensorType.I16 or TensorType.U16 or TensorType.F16 or TensorType.BF16 => 2,
        TensorType.I32 or TensorType.U32 or TensorType.F32 => 4,
        _ => 8,
    };

    /// <summary>The type of that name in a safetensors header.</summary>
    public static bool TryParse(string name, out TensorType type) => ByName.TryGetValue(name, out type);
}
