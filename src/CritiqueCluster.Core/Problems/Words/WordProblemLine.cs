using System.Text.Json;
using CritiqueCluster.Core.Problems.Words.Answers;
using CritiqueCluster.Core.Problems.Words.Answers.Extraction;

namespace CritiqueCluster.Core.Problems.Words;

/// <summary>Reads one line of a JSONL file of word problems.</summary>
internal static class WordProblemLine
{
    private static readonly string[] StatementFields = ["question", "problem", "input"];
    private static readonly string[] AnswerFields = ["answer", "target"];

    /// <summary>
    /// Understands GSM8K's fields (<c>question</c>, <c>answer</c> with <c>#### x</c>), MATH's (<c>problem</c>, <c>solution</c> with
    /// <c>\boxed{x}</c>, <c>level</c>), SVAMP's (<c>Body</c>, <c>Question</c>, <c>Answer</c>) and <c>input</c>, <c>target</c>.
    /// </summary>
    /// <exception cref="FormatException">Says what is wrong with the line.</exception>
    public static Problem Read(string id, string line)
    {
        using var document = Parse(line);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new FormatException("it is not a JSON object");
        var fields = document.RootElement.EnumerateObject()
            .GroupBy(p => p.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => Text(g.Last().Value), StringComparer.OrdinalIgnoreCase);
        var statement = First(fields, StatementFields)
            ?? throw new FormatException($"it has none of the fields {string.Join(", ", StatementFields)}");
        if (fields.GetValueOrDefault("body") is { Length: > 0 } body)
            statement = $"{body.TrimEnd()}{(body.TrimEnd().EndsWith('.') ? "" : ".")} {statement}";
        var (answer, solution) = AnswerOf(fields);
        return new Problem(id, statement.Trim(), answer, WordChecker.WordKind, fields.GetValueOrDefault("level") ?? "", solution);
    }

    private static JsonDocument Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException error)
        {
            throw new FormatException($"it is not JSON ({error.Message.Split(" LineNumber")[0].TrimEnd('.')})", error);
        }
    }

    private static (string Answer, string? Solution) AnswerOf(Dictionary<string, string?> fields)
    {
        var written = First(fields, AnswerFields);
        var solution = fields.GetValueOrDefault("solution");
        var working = written is not null && written.Contains("####", StringComparison.Ordinal) ? written : solution;
        var answer = working == written || written is null ? MarkedAnswer(working) : written;
        return answer is { Length: > 0 }
            ? (answer.Trim(), string.IsNullOrWhiteSpace(working) ? null : working.Trim())
            : throw new FormatException("it has no answer: neither answer nor target, and no '#### x' or \\boxed{x} in the solution");
    }

    private static string? MarkedAnswer(string? working) =>
        working is not null && (working.Contains("####", StringComparison.Ordinal) || AnswerExtraction.LastBoxed(working) is not null)
            ? AnswerExtraction.Extract(working)
            : null;

    private static string? First(Dictionary<string, string?> fields, string[] names) =>
        names.Select(n => fields.GetValueOrDefault(n)).FirstOrDefault(v => !string.IsNullOrWhiteSpace(v));

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Unescaped(value),
        JsonValueKind.Number => AnswerGrader.Normalise(value.GetRawText()),
        _ => null,
    };

    private static string? Unescaped(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException("it has a string that is no valid Unicode", error);
        }
    }
}
