using System.Text;
using System.Text.Json;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Node.Grading;

/// <summary>Reads a JSONL file of answers to be graded.</summary>
internal static class PairFile
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Every line graded, in the order of the file.</summary>
    /// <exception cref="ConfigurationException">A line is no such object: file, line number, reason.</exception>
    /// <exception cref="EnvironmentException">The file cannot be read.</exception>
    public static IReadOnlyList<GradedPair> Read(string path, bool allowRounding)
    {
        var pairs = new List<GradedPair>();
        try
        {
            var number = 0;
            foreach (var line in File.ReadLines(path, Strict))
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line))
                    pairs.Add(Read(line, $"{path}, line {number}", allowRounding));
            }
        }
        catch (DecoderFallbackException error)
        {
            throw new ConfigurationException($"{path} is not valid UTF-8 after line {pairs.Count}: convert it, for example with 'iconv -f LATIN1 -t UTF-8'.", error);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigurationException($"The file of pairs '{path}' does not exist.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new EnvironmentException($"The file of pairs '{path}' cannot be read: {(Directory.Exists(path) ? "it is a folder" : error.Message)}", error);
        }
        return pairs.Count > 0 ? pairs : throw new ConfigurationException($"{path} holds no pairs.");
    }

    private static GradedPair Read(string line, string place, bool allowRounding)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var row = document.RootElement;
            if (row.ValueKind != JsonValueKind.Object)
                throw new ConfigurationException($"{place}: it is not a JSON object.");
            foreach (var twice in row.EnumerateObject().GroupBy(field => field.Name).Where(fields => fields.Count() > 1))
                throw new ConfigurationException($"{place}: its field '{twice.Key}' comes twice.");
            if (!row.TryGetProperty("prediction", out _))
                throw new ConfigurationException($"{place}: it has no field {(row.TryGetProperty("gold", out _) ? "prediction" : "gold")}.");
            var gold = Text(row, "gold", place) ?? throw new ConfigurationException($"{place}: it has no field gold.");
            return new GradedPair(gold, Text(row, "prediction", place), Label(row, place), allowRounding);
        }
        catch (JsonException error)
        {
            throw new ConfigurationException($"{place}: it is not JSON ({JsonErrors.Reason(error)}).", error);
        }
    }

    private static string? Text(JsonElement row, string name, string place)
    {
        if (!row.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => Unicode(value, name, place),
            JsonValueKind.Number => value.GetRawText(),
            _ => throw new ConfigurationException($"{place}: {name} is neither text nor a number."),
        };
    }

    private static string? Unicode(JsonElement value, string name, string place)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException error)
        {
            throw new ConfigurationException($"{place}: {name} is no valid Unicode.", error);
        }
    }

    private static bool? Label(JsonElement row, string place)
    {
        if (!row.TryGetProperty("equal", out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new ConfigurationException($"{place}: equal is neither true nor false.");
    }
}
