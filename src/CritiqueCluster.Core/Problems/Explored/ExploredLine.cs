using System.Text.Json;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Problems.Explored;

/// <summary>One line of an exported journal, as far as a problem source needs it: the problem, and solutions that were accepted.</summary>
/// <param name="Problem">The problem as it was explored.</param>
/// <param name="Accepted">The texts of the accepted attempts, in their order.</param>
internal sealed record ExploredLine(Problem Problem, IReadOnlyList<string> Accepted)
{
    private const string SchemaField = "schema";
    private const string AnySchema = "critique.exploration/";
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Whether a line says of itself that it is an exported exploration, of whatever version; null if it cannot be read.</summary>
    public static bool? IsOne(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return SchemaOf(document.RootElement)?.StartsWith(AnySchema, StringComparison.Ordinal) == true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">Says what is wrong with the line.</exception>
    public static ExploredLine Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            var schema = SchemaOf(document.RootElement);
            return schema == ExploredSource.Schema
                ? Of(document.RootElement)
                : throw new FormatException(schema is null
                    ? $"it is no exported exploration: it has no field schema that is {ExploredSource.Schema}"
                    : $"its schema is {schema}, and this program reads {ExploredSource.Schema}");
        }
        catch (JsonException error)
        {
            throw new FormatException($"it is not JSON ({JsonErrors.Reason(error)})", error);
        }
        catch (InvalidOperationException error)
        {
            throw new FormatException("it has a string that is no valid Unicode", error);
        }
    }

    private static ExploredLine Of(JsonElement root)
    {
        var problem = Field(root, "problem", JsonValueKind.Object, "problem");
        var accepted = new List<string>();
        foreach (var attempt in Field(root, "attempts", JsonValueKind.Array, "attempts").EnumerateArray())
            if (attempt.ValueKind == JsonValueKind.Object && attempt.TryGetProperty("accepted", out var flag) && flag.ValueKind == JsonValueKind.True)
                accepted.Add(Text(attempt, "text", "text of an accepted attempt"));
        return new ExploredLine(
            new Problem(
                Text(problem, "id", "problem.id"), Text(problem, "statement", "problem.statement").Trim(), Text(problem, "answer", "problem.answer").Trim(),
                Text(problem, "kind", "problem.kind"), Optional(problem, "level") ?? "", Optional(problem, "solution")),
            accepted);
    }

    private static string? SchemaOf(JsonElement root) => root.ValueKind == JsonValueKind.Object ? Optional(root, SchemaField) : null;

    private static JsonElement Field(JsonElement parent, string name, JsonValueKind kind, string path) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : throw Missing(path);

    private static string Text(JsonElement parent, string name, string path) =>
        Optional(parent, name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : throw Missing(path);

    private static string? Optional(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static FormatException Missing(string path) => new($"its field {path} is missing, empty or of another type");
}
