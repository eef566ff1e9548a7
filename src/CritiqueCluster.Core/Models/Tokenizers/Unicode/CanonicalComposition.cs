using System.Text;

namespace CritiqueCluster.Core.Models.Tokenizers.Unicode;

/// <summary>
/// Unicode's normalisation form C (UAX #15). .NET's own leaves text as it is where globalization is invariant, as it is here, and
/// a tokenizer must not depend on which ICU a machine has.
/// </summary>
internal static class CanonicalComposition
{
    private const int FirstThatMayChange = 0x300;

    // Hangul is composed by arithmetic: leading consonant, vowel, trailing consonant.
    private const int Syllables = 0xAC00, Leads = 0x1100, Vowels = 0x1161, Trails = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TrailCount = 28, SyllableCount = LeadCount * VowelCount * TrailCount;

    public static string Normalize(string text)
    {
        if (text.All(c => c < FirstThatMayChange))
            return text;
        var codePoints = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
            Decompose(rune.Value, codePoints);
        Reorder(codePoints);
        Compose(codePoints);
        var composed = new StringBuilder(text.Length);
        foreach (var codePoint in codePoints)
            composed.Append(new Rune(codePoint).ToString());
        return composed.ToString();
    }

    private static void Decompose(int codePoint, List<int> into)
    {
        var syllable = codePoint - Syllables;
        if (syllable is >= 0 and < SyllableCount)
        {
            into.Add(Leads + syllable / (VowelCount * TrailCount));
            into.Add(Vowels + syllable % (VowelCount * TrailCount) / TrailCount);
            if (syllable % TrailCount != 0)
                into.Add(Trails + syllable % TrailCount);
        }
        else if (CanonicalData.Decomposition(codePoint) is { } parts)
            foreach (var part in parts)
                Decompose(part, into);
        else
            into.Add(codePoint);
    }

    // Stable, within each run of combining marks.
    private static void Reorder(List<int> codePoints)
    {
        for (var i = 1; i < codePoints.Count; i++)
        {
            var (moved, order) = (codePoints[i], CanonicalData.Class(codePoints[i]));
            var at = i;
            for (; order != 0 && at > 0 && CanonicalData.Class(codePoints[at - 1]) > order; at--)
                codePoints[at] = codePoints[at - 1];
            codePoints[at] = moved;
        }
    }

    private static void Compose(List<int> codePoints)
    {
        var (starter, written, lastClass) = (-1, 0, 0);
        foreach (var codePoint in codePoints.ToArray())
        {
            var order = CanonicalData.Class(codePoint);
            // A mark is blocked from its starter by one of the same or a higher class between them, a starter by anything.
            var blocked = written - 1 != starter && (lastClass == 0 || lastClass >= order);
            if (starter >= 0 && !blocked && Pair(codePoints[starter], codePoint) is { } whole)
            {
                codePoints[starter] = whole;
                continue;
            }
            if (order == 0)
                starter = written;
            lastClass = order;
            codePoints[written++] = codePoint;
        }
        codePoints.RemoveRange(written, codePoints.Count - written);
    }

    private static int? Pair(int first, int second)
    {
        if (first - Leads is >= 0 and < LeadCount && second - Vowels is >= 0 and < VowelCount)
            return Syllables + ((first - Leads) * VowelCount + second - Vowels) * TrailCount;
        if (first - Syllables is >= 0 and < SyllableCount && (first - Syllables) % TrailCount == 0 && second - Trails is > 0 and < TrailCount)
            return first + second - Trails;
        return CanonicalData.Composition(first, second);
    }
}
