using System.Globalization;
using System.Text.Json;

namespace CritiqueCluster.Core.Files;

/// <summary>Turns an error of the JSON parser into words for people.</summary>
public static class JsonErrors
{
    /// <summary>The reason, without a full stop at the end.</summary>
    public static string Reason(JsonException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var message = error.Message;
        foreach (var rest in new[] { " LineNumber:", " Path:", " Change the reader options" })
            if (message.IndexOf(rest, StringComparison.Ordinal) is >= 0 and var end)
                message = message[..end];
        return message.TrimEnd('.', ' ');
    }

    /// <summary>The place and the reason: <c>line 3, column 5: …</c>, both from 1; columns are bytes. Without the place where the parser does not know it.</summary>
    public static string PlaceAndReason(JsonException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error is { LineNumber: { } line, BytePositionInLine: { } column }
            ? string.Create(CultureInfo.InvariantCulture, $"line {line + 1}, column {column + 1}: {Reason(error)}")
            : Reason(error);
    }
}
