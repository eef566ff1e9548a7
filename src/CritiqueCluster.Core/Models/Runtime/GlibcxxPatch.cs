using System.Buffers.Binary;

namespace CritiqueCluster.Core.Models.Runtime;

/// <summary>
/// LibTorchSharp 0.107.0 demands the version tag GLIBCXX_3.4.32 of libstdc++ (GCC 13), which Debian 12 and Ubuntu 22.04 lack.
/// Nothing in the library calls the one symbol that carries the tag, so marking the demand as weak makes the loader accept an
/// older libstdc++. The mark is bit 2 (VER_FLG_WEAK) of vna_flags in .gnu.version_r (System V ABI, symbol versioning).
/// </summary>
internal static class GlibcxxPatch
{
    /// <summary>The tag that LibTorchSharp demands.</summary>
    public const string Tag = "GLIBCXX_3.4.32";

    private const int SectionTypeVersionNeed = 0x6ffffffe;
    private const ushort WeakFlag = 2;

    /// <summary>Marks the demand for <see cref="Tag"/> as weak.</summary>
    /// <param name="library">The bytes of a 64-bit little-endian ELF library; changed in place.</param>
    /// <returns>False if there is no such demand or it is weak already: nothing was changed.</returns>
    /// <exception cref="InvalidDataException">Not such a library.</exception>
    public static bool Apply(Span<byte> library)
    {
        if (library.Length < 64 || !library[..6].SequenceEqual((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        var sections = checked((int)BinaryPrimitives.ReadInt64LittleEndian(library[0x28..]));
        int size = BinaryPrimitives.ReadUInt16LittleEndian(library[0x3a..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(library[0x3c..]);
        for (var i = 0; i < count; i++)
        {
            var section = library.Slice(sections + i * size, size);
            if (BinaryPrimitives.ReadInt32LittleEndian(section[4..]) != SectionTypeVersionNeed)
                continue;
            var linked = BinaryPrimitives.ReadInt32LittleEndian(section[0x28..]);
            var strings = OffsetOf(library.Slice(sections + linked * size, size));
            return WeakenIn(library, OffsetOf(section), strings);
        }
        return false;
    }

    private static int OffsetOf(ReadOnlySpan<byte> section) =>
        checked((int)BinaryPrimitives.ReadInt64LittleEndian(section[0x18..]));

    /// <summary>Walks Elf64_Verneed (one per needed library) and its Elf64_Vernaux (one per tag).</summary>
    private static bool WeakenIn(Span<byte> library, int need, int strings)
    {
        while (true)
        {
            int tags = BinaryPrimitives.ReadUInt16LittleEndian(library[(need + 2)..]);
            var tag = need + BinaryPrimitives.ReadInt32LittleEndian(library[(need + 8)..]);
            for (var i = 0; i < tags; i++)
            {
                var name = strings + BinaryPrimitives.ReadInt32LittleEndian(library[(tag + 8)..]);
                var flags = BinaryPrimitives.ReadUInt16LittleEndian(library[(tag + 4)..]);
                if (IsTag(library[name..]) && (flags & WeakFlag) == 0)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(library[(tag + 4)..], (ushort)(flags | WeakFlag));
                    return true;
                }
                tag += BinaryPrimitives.ReadInt32LittleEndian(library[(tag + 12)..]);
            }
            var next = BinaryPrimitives.ReadInt32LittleEndian(library[(need + 12)..]);
            if (next == 0)
                return false;
            need += next;
        }
    }

    private static bool IsTag(ReadOnlySpan<byte> text) =>
        text.Length > Tag.Length && text[Tag.Length] == 0 && System.Text.Encoding.ASCII.GetString(text[..Tag.Length]) == Tag;
}
