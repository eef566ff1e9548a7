using System.Text.Encodings.Web;
using System.Text.Json;

namespace CritiqueCluster.Core.Problems.External;

/// <summary>The question to a program: whether a solution of a problem is right. One line of JSON.</summary>
/// <param name="Id">The reply must repeat it. 0 is the first question to a process, whose verdict nobody uses.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Solution">The attempt's text.</param>
internal sealed record CheckerQuestion(long Id, Problem Problem, string Solution)
{
    // Only a terminal or a page would need more escaped.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The question that every process answers before others, so that one that cannot judge is noticed before it is blamed on a solution.</summary>
    public static CheckerQuestion First { get; } = new(0, new Problem("first-question", "What is 1 + 1?", "2", "word"), "1 + 1 = 2\nThe answer is 2.");

    /// <summary>The line, with the line feed at its end, in UTF-8.</summary>
    public byte[] ToLine()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            json.WriteStartObject();
            json.WriteNumber("id", Id);
            json.WriteString("problem", Problem.Statement);
            json.WriteString("answer", Problem.Answer);
            json.WriteString("solution", Solution);
            json.WriteString("problemId", Problem.Id);
            json.WriteString("kind", Problem.Kind);
            if (Problem.Level.Length > 0)
                json.WriteString("level", Problem.Level);
            json.WriteEndObject();
        }
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }
}
