using System.Globalization;
using System.Text;

namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>Turns tokens as the vocabulary spells them back into pieces of text.</summary>
internal interface ITokenDecoder
{
    List<string> Decode(List<string> tokens);
}

/// <summary>One after the other.</summary>
internal sealed record SequenceDecoder(IReadOnlyList<ITokenDecoder> Parts) : ITokenDecoder
{
    public List<string> Decode(List<string> tokens) => Parts.Aggregate(tokens, (t, part) => part.Decode(t));
}

/// <summary>Joins the bytes of all tokens (<see cref="ByteLevelAlphabet"/>) and reads them as UTF-8.</summary>
internal sealed record ByteLevelDecoder : ITokenDecoder
{
    public List<string> Decode(List<string> tokens) =>
        [Encoding.UTF8.GetString([.. tokens.SelectMany(ByteLevelAlphabet.Decode)])];
}

/// <summary>Replaces a text in every token.</summary>
internal sealed record ReplaceDecoder(string Old, string New) : ITokenDecoder
{
    public List<string> Decode(List<string> tokens) => tokens.ConvertAll(t => t.Replace(Old, New, StringComparison.Ordinal));
}

/// <summary>Joins all tokens into one piece.</summary>
internal sealed record FuseDecoder : ITokenDecoder
{
    public List<string> Decode(List<string> tokens) => [string.Concat(tokens)];
}

/// <summary>Removes up to so many of a character at each end of every piece.</summary>
internal sealed record StripDecoder(char Character, int Start, int Stop) : ITokenDecoder
{
    public List<string> Decode(List<string> tokens) => tokens.ConvertAll(Strip);

    private string Strip(string token)
    {
        var (begin, end) = (0, token.Length);
        while (begin < Start && begin < end && token[begin] == Character)
            begin++;
        while (token.Length - end < Stop && end > begin && token[end - 1] == Character)
            end--;
        return token[begin..end];
    }
}

/// <summary>Joins runs of byte tokens <c>&lt;0xE2&gt;</c> into characters; a run that is not UTF-8 becomes one U+FFFD per byte.</summary>
internal sealed record ByteFallbackDecoder : ITokenDecoder
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public List<string> Decode(List<string> tokens)
    {
        var pieces = new List<string>(tokens.Count);
        var run = new List<byte>();
        foreach (var token in tokens)
        {
            if (TryByte(token, out var value))
            {
                run.Add(value);
                continue;
            }
            Flush(run, pieces);
            pieces.Add(token);
        }
        Flush(run, pieces);
        return pieces;
    }

    private static bool TryByte(string token, out byte value)
    {
        value = 0;
        return token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal) && token[5] == '>'
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    private static void Flush(List<byte> run, List<string> pieces)
    {
        if (run.Count == 0)
            return;
        try
        {
            pieces.Add(Strict.GetString([.. run]));
        }
        catch (DecoderFallbackException)
        {
            pieces.Add(new string('\uFFFD', run.Count));
        }
        run.Clear();
    }
}
