using CritiqueCluster.Core.Generation;

namespace CritiqueCluster.Core.Pretraining;

/// <summary>
/// The words of the embedded models' byte-level vocabulary: every number that a step can hold, and the words of critiques, so
/// that each is one token. Any other text falls back to bytes.
/// </summary>
public static class EmbeddedVocabulary
{
    /// <summary>Ends a sequence.</summary>
    public const string EndOfText = "<|endoftext|>";

    /// <summary>Headings that are one token each, matched before the text is split.</summary>
    public static IReadOnlyList<string> Headings { get; } =
    [
        "Correctness of the step:", "Correctness of the final answer:", PromptFormat.CritiqueHeading, PromptFormat.RefinementHeading,
    ];

    /// <summary>Words of one token each; those with a leading space stand inside a line.</summary>
    public static IEnumerable<string> Words(int largest)
    {
        for (var number = 0; number <= largest; number++)
        {
            yield return FormattableString.Invariant($"{number}");
            yield return FormattableString.Invariant($" {number}");
        }
        string[] words =
        [
            " ->", " =", " +", " -", " *", " /", "Step", " Correct", " Wrong", " left", " is", " not", " there", " out", " of", " reach",
            " reached", " numbers", " are", " too", " large", " small", " allowed", " whole", " step", " wrong", " a",
        ];
        foreach (var word in words)
            yield return word;
    }
}
