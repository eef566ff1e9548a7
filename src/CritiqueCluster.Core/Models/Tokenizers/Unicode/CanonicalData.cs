using System.Globalization;

namespace CritiqueCluster.Core.Models.Tokenizers.Unicode;

/// <summary>The tables behind canonical composition, read from an embedded file at first use.</summary>
internal static class CanonicalData
{
    private static readonly Dictionary<int, int[]> Decompositions = [];
    private static readonly Dictionary<(int First, int Second), int> Compositions = [];
    private static readonly Dictionary<int, int> Classes = [];

    static CanonicalData()
    {
        using var stream = typeof(CanonicalData).Assembly.GetManifestResourceStream(typeof(CanonicalData), "canonical.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] == '@')
                ReadClass(line);
            else if (line[0] != '#')
                ReadDecomposition(line);
        }
    }

    /// <summary>What a code point decomposes into, one level deep; null: it does not.</summary>
    public static int[]? Decomposition(int codePoint) => Decompositions.GetValueOrDefault(codePoint);

    /// <summary>What two code points compose into; null: nothing.</summary>
    public static int? Composition(int first, int second) => Compositions.TryGetValue((first, second), out var whole) ? whole : null;

    /// <summary>The canonical combining class; 0 for what does not combine.</summary>
    public static int Class(int codePoint) => Classes.GetValueOrDefault(codePoint);

    private static void ReadClass(string line)
    {
        var (dash, space) = (line.IndexOf('-', StringComparison.Ordinal), line.IndexOf(' ', StringComparison.Ordinal));
        var value = int.Parse(line.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture);
        for (var codePoint = Hex(line[1..dash]); codePoint <= Hex(line[(dash + 1)..space]); codePoint++)
            Classes[codePoint] = value;
    }

    private static void ReadDecomposition(string line)
    {
        var sign = line.IndexOfAny(['=', '>']);
        var whole = Hex(line[..sign]);
        int[] parts = [.. line[(sign + 1)..].Split(' ').Select(Hex)];
        Decompositions[whole] = parts;
        if (line[sign] == '=')
            Compositions[(parts[0], parts[1])] = whole;
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
