using System.Text;
using System.Text.Json;

namespace CritiqueCluster.Core.Problems.External;

/// <summary>Reads what a program replies: <c>{"id": 7, "right": false, "reason": "…", "answer": "…"}</c>, strictly.</summary>
internal static class CheckerReply
{
    /// <summary>Characters of a reason or answer that are kept: they go into the journal.</summary>
    private const int LongestText = 500;

    /// <summary>The verdict in a line.</summary>
    /// <param name="line">Without its line feed.</param>
    /// <param name="id">The question that was asked.</param>
    /// <exception cref="CheckerFailedException">The line is no reply to the question.</exception>
    public static AnswerCheck Read(byte[] line, long id)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var reply = document.RootElement;
            if (reply.ValueKind != JsonValueKind.Object)
                throw Refused("is not a JSON object", line);
            if (!reply.TryGetProperty("id", out var given) || given.ValueKind != JsonValueKind.Number || !given.TryGetInt64(out var number) || number != id)
                throw Refused(FormattableString.Invariant($"does not have the id {id} of the question"), line);
            if (!reply.TryGetProperty("right", out var right) || right.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                throw Refused("does not say \"right\": true or false", line);
            return new AnswerCheck(right.GetBoolean(), Text(reply, "answer", line), Text(reply, "reason", line));
        }
        catch (JsonException)
        {
            throw Refused("is not JSON", line);
        }
        catch (InvalidOperationException) // a text that is no valid Unicode
        {
            throw Refused("has a text that is no valid Unicode", line);
        }
    }

    private static string? Text(JsonElement reply, string name, byte[] line)
    {
        if (!reply.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.String
            ? CheckerText.Clean(value.GetString()!, LongestText)
            : throw Refused($"has a \"{name}\" that is neither a text nor null", line);
    }

    private static CheckerFailedException Refused(string what, byte[] line) =>
        new($"it wrote a line that {what}: {CheckerText.Clean(Encoding.UTF8.GetString(line), 200)}");
}

/// <summary>Text that a program wrote, for people and for the journal.</summary>
internal static class CheckerText
{
    /// <summary>One line without control characters, cut where it is too long.</summary>
    public static string Clean(string text, int longest)
    {
        var kept = text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)] + "…";
        return new string([.. kept.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
    }
}

/// <summary>A program did not give a verdict: it ended, was too late, or did not keep to the protocol. The message says which, about "it".</summary>
internal sealed class CheckerFailedException(string message) : Exception(message);
