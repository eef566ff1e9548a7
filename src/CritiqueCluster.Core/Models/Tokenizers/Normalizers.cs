using System.Text.RegularExpressions;
using CritiqueCluster.Core.Models.Tokenizers.Unicode;

namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>Rewrites text before it is split.</summary>
internal interface INormalizer
{
    string Normalize(string text);
}

/// <summary>One after the other.</summary>
internal sealed record SequenceNormalizer(IReadOnlyList<INormalizer> Parts) : INormalizer
{
    public string Normalize(string text) => Parts.Aggregate(text, (t, part) => part.Normalize(t));
}

/// <summary>Puts a text before every text that is not empty.</summary>
internal sealed record PrependNormalizer(string Prefix) : INormalizer
{
    public string Normalize(string text) => text.Length == 0 ? text : Prefix + text;
}

/// <summary>Replaces a text wherever it occurs.</summary>
internal sealed record ReplaceNormalizer(string Old, string New) : INormalizer
{
    public string Normalize(string text) => text.Replace(Old, New, StringComparison.Ordinal);
}

/// <summary>Replaces what a pattern matches.</summary>
internal sealed record RegexReplaceNormalizer(Regex Pattern, string New) : INormalizer
{
    public string Normalize(string text) => Pattern.Replace(text, _ => New);
}

/// <summary>Unicode's normalisation form C.</summary>
internal sealed record CompositionNormalizer : INormalizer
{
    public string Normalize(string text) => CanonicalComposition.Normalize(text);
}
