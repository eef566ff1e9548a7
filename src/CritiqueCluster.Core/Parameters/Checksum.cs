using System.Globalization;
using System.IO.Hashing;

namespace CritiqueCluster.Core.Parameters;

/// <summary>
/// XxHash128 of some bytes: notices damage at the speed of memory, but is no proof of origin. What a version is, its SHA-256
/// (<see cref="ParameterHash"/>) alone decides.
/// </summary>
/// <param name="Value">The 128 bits.</param>
public readonly record struct Checksum(UInt128 Value)
{
    /// <summary>The checksum of these bytes.</summary>
    public static Checksum Of(ReadOnlySpan<byte> bytes) => new(XxHash128.HashToUInt128(bytes));

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, out Checksum checksum)
    {
        checksum = default;
        if (text?.Length != 32 || !UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return false;
        checksum = new(value);
        return true;
    }

    /// <summary>32 hex digits.</summary>
    public override string ToString() => Value.ToString("x32", CultureInfo.InvariantCulture);
}

/// <summary>A <see cref="Checksum"/> of bytes that come one piece after the other.</summary>
public sealed class RunningChecksum
{
    private readonly XxHash128 _hash = new();

    /// <summary>Adds the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _hash.Append(bytes);

    /// <summary>The checksum of all bytes so far; begins anew.</summary>
    public Checksum Take()
    {
        var value = new Checksum(_hash.GetCurrentHashAsUInt128());
        _hash.Reset();
        return value;
    }
}
