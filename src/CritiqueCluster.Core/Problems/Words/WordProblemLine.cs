using System.Text.Json;
using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Problems.Words.Answers;

namespace CritiqueCluster.Core.Problems.Words;

/// <summary>Reads one line of a JSONL file of word problems.</summary>
internal static class WordProblemLine
{
    private static readonly string[] StatementFields = ["question", "problem", "input"];
    private static readonly string[] AnswerFields = ["answer", "target"];
    private static readonly HashSet<string> Known = new([.. StatementFields, .. AnswerFields, "body", "solution", "level"], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Understands GSM8K's fields (<c>question</c>, <c>answer</c> with <c>#### x</c>), MATH's (<c>problem</c>, <c>solution</c> with
    /// <c>\boxed{x}</c>, <c>level</c>), SVAMP's (<c>Body</c>, <c>Question</c>, <c>Answer</c>) and <c>input</c>, <c>target</c>.
    /// </summary>
    /// <param name="id">The problem's id.</param>
    /// <param name="line">The line.</param>
    /// <param name="verbatim">Whether an answer field that does not end with GSM8K's mark is the reference as it stands, for a checker of the user's.</param>
    /// <exception cref="FormatException">Says what is wrong with the line.</exception>
    public static Problem Read(string id, string line, bool verbatim = false)
    {
        using var document = Parse(line);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new FormatException("it is not a JSON object");
        var fields = Fields(document.RootElement);
        var statement = First(fields, StatementFields)
            ?? throw new FormatException($"it has none of the fields {string.Join(", ", StatementFields)}");
        if (fields.GetValueOrDefault("body") is { Length: > 0 } body)
            statement = $"{body.TrimEnd()}{(body.TrimEnd().EndsWith('.') ? "" : ".")} {statement}";
        var (written, working) = (First(fields, AnswerFields), First(fields, ["solution"]));
        var (answer, solution) = verbatim && written is not null && !ReferenceAnswer.EndsWithMark(written) ? (written.Trim(), working?.Trim()) : ReferenceAnswer.Of(written, working);
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
            throw new FormatException($"it is not JSON ({JsonErrors.Reason(error)})", error);
        }
    }

    /// <summary>The known fields by name, without regard to case.</summary>
    /// <exception cref="FormatException">A field comes twice: which of them counts would be a guess.</exception>
    private static Dictionary<string, string?> Fields(JsonElement line)
    {
        var names = new HashSet<string>();
        var spellings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var fields = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in line.EnumerateObject())
        {
            var name = Unescaped(() => field.Name)!;
            if (!names.Add(name))
                throw new FormatException($"its field '{name}' comes twice");
            if (!Known.Contains(name))
                continue;
            if (!spellings.TryAdd(name, name))
                throw new FormatException($"its fields '{spellings[name]}' and '{name}' are one and the same: keep one of them");
            fields[name] = Text(field.Value);
        }
        return fields;
    }

    private static string? First(Dictionary<string, string?> fields, string[] names) =>
        names.Select(n => fields.GetValueOrDefault(n)).FirstOrDefault(v => !string.IsNullOrWhiteSpace(v));

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Unescaped(value.GetString),
        JsonValueKind.Number => Number(value.GetRawText()),
        _ => null,
    };

    private static string Number(string raw) =>
        PlainNumber.Of(raw) is var plain && plain == raw ? AnswerGrader.Normalise(raw) : plain;

    private static string? Unescaped(Func<string?> text)
    {
        try
        {
            return text();
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException("it has a string that is no valid Unicode", error);
        }
    }
}
