using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace CritiqueCluster.Core.Files;

/// <summary>Reads bytes as UTF-8, and says where they are not.</summary>
internal static class Utf8Text
{
    /// <summary>The mark that some programs write at the start of a UTF-8 file.</summary>
    public static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The text of one line.</summary>
    /// <exception cref="FormatException">The bytes are not UTF-8: the first such byte and its position in the line, from 1.</exception>
    public static string Decode(ReadOnlySpan<byte> line)
    {
        if (Utf8.IsValid(line))
            return Encoding.UTF8.GetString(line);
        var at = FirstInvalid(line);
        throw new FormatException(string.Create(CultureInfo.InvariantCulture,
            $"byte {at + 1} of the line (0x{line[at]:X2}) is not valid UTF-8: convert the file to UTF-8, for example with 'iconv -f LATIN1 -t UTF-8' if it is Latin-1"));
    }

    /// <summary>Whether a file that begins with these bytes is UTF-16: by its byte order mark, or by a zero byte beside its first character.</summary>
    public static bool IsUtf16(ReadOnlySpan<byte> start) => start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, not 0, ..] or [not 0, 0, ..];

    private static int FirstInvalid(ReadOnlySpan<byte> line)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(line[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            at += length;
        return at;
    }
}
