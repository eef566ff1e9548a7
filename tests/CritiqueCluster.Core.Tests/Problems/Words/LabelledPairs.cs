using System.Text.Json;

namespace CritiqueCluster.Core.Tests.Problems.Words;

/// <summary>A reference and a prediction with the verdict that is right.</summary>
/// <param name="Gold">The reference answer.</param>
/// <param name="Prediction">A bare answer, or a whole solution.</param>
/// <param name="Equal">Whether the prediction is right.</param>
public sealed record LabelledPair(string? Gold, string? Prediction, bool Equal);

/// <summary>The labelled pairs that come with the tests, a file for each kind, and those of the shared data.</summary>
internal static class LabelledPairs
{
    /// <summary>The pairs of a file of this folder.</summary>
    public static IReadOnlyList<LabelledPair> Of(string kind) => [.. Lines($"{kind}.jsonl").Select(Read)];

    /// <summary>The pairs of a file of the shared data.</summary>
    public static IReadOnlyList<LabelledPair> Shared(string file) => [.. File.ReadLines(SharedData.File(file)).Select(Read)];

    /// <summary>The lines of a file of this folder.</summary>
    public static IEnumerable<string> Lines(string file)
    {
        using var stream = typeof(LabelledPairs).Assembly.GetManifestResourceStream("Pairs/" + file)
            ?? throw new InvalidOperationException($"There is no file {file} among the pairs.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static LabelledPair Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var row = document.RootElement;
        return row.TryGetProperty("solution", out var solution)
            ? new LabelledPair(row.GetProperty("gold").GetString(), solution.GetString(), row.GetProperty("correct_expected").GetBoolean())
            : new LabelledPair(row.GetProperty("gold").GetString(), row.GetProperty("prediction").GetString(), row.GetProperty("equal").GetBoolean());
    }
}
