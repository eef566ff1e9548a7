using System.Buffers;
using ZstdSharp;

namespace CritiqueCluster.Actors.Serialization;

/// <summary>
/// A first byte that says whether the rest is plain or Zstandard, then the rest. Small messages stay plain; what is stored is always a
/// Zstandard frame with its checksum (XXH64), so that a flipped bit is found when it is read.
/// </summary>
internal static class Payload
{
    private const byte Plain = 0;
    private const byte Zstandard = 1;
    private const int WorthCompressing = 512;

    /// <summary>No payload unpacks to more than this: a peer's promise of a terabyte is refused before memory is asked for.</summary>
    public const int Largest = 256 << 20;

    [ThreadStatic] private static Compressor? _compressor;
    [ThreadStatic] private static Compressor? _sealer;
    [ThreadStatic] private static Decompressor? _decompressor;

    public static byte[] Pack(ReadOnlySpan<byte> content)
    {
        if (content.Length < WorthCompressing)
            return [Plain, .. content];
        var packed = (_compressor ??= new Compressor(3)).Wrap(content);
        return packed.Length < content.Length ? [Zstandard, .. packed] : [Plain, .. content];
    }

    /// <summary>For the journal: compressed whatever it takes, with a checksum.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> content)
    {
        if (_sealer is null)
        {
            _sealer = new Compressor(1);
            _sealer.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        }
        var packed = ArrayPool<byte>.Shared.Rent(1 + Compressor.GetCompressBound(content.Length));
        packed[0] = Zstandard;
        var length = 1 + _sealer.Wrap(content, packed.AsSpan(1));
        var payload = packed[..length];
        ArrayPool<byte>.Shared.Return(packed);
        return payload;
    }

    /// <exception cref="InvalidDataException">The payload is empty, of an unknown kind, or unpacks to too much.</exception>
    public static byte[] Unpack(ReadOnlySpan<byte> payload)
    {
        if (payload.Length == 0)
            throw new InvalidDataException("An empty payload.");
        return payload[0] switch
        {
            Plain => payload[1..].ToArray(),
            Zstandard => Inflate(payload[1..]),
            var kind => throw new InvalidDataException($"A payload of unknown kind {kind}."),
        };
    }

    private static byte[] Inflate(ReadOnlySpan<byte> packed)
    {
        if (Decompressor.GetDecompressedSize(packed) > Largest)
            throw new InvalidDataException($"A payload that unpacks to more than {Largest} bytes.");
        return (_decompressor ??= new Decompressor()).Unwrap(packed, Largest).ToArray();
    }
}
