using System.Text;

namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>
/// GPT-2's visible characters for the 256 bytes: printable Latin-1 stands for itself, the other bytes for U+0100 onward in order.
/// </summary>
internal static class ByteLevelAlphabet
{
    private static readonly char[] Chars = Build();
    private static readonly Dictionary<char, byte> Bytes = Enumerable.Range(0, 256).ToDictionary(b => Chars[b], b => (byte)b);

    /// <summary>The character of a byte.</summary>
    public static char CharOf(byte value) => Chars[value];

    /// <summary>The text's UTF-8 bytes, each as its character. Unpaired surrogates become U+FFFD first.</summary>
    public static string Encode(string text) =>
        string.Create(Encoding.UTF8.GetByteCount(text), text, static (span, source) =>
        {
            var bytes = Encoding.UTF8.GetBytes(source);
            for (var i = 0; i < bytes.Length; i++)
                span[i] = Chars[bytes[i]];
        });

    /// <summary>The bytes that a token's characters stand for; a token with any other character stands for its own UTF-8.</summary>
    public static byte[] Decode(string token)
    {
        var bytes = new byte[token.Length];
        for (var i = 0; i < token.Length; i++)
            if (!Bytes.TryGetValue(token[i], out bytes[i]))
                return Encoding.UTF8.GetBytes(token);
        return bytes;
    }

    private static char[] Build()
    {
        var chars = new char[256];
        var next = (char)256;
        for (var b = 0; b < 256; b++)
            chars[b] = b is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF) ? (char)b : next++;
        return chars;
    }
}
