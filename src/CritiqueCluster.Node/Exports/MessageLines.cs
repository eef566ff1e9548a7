using System.Text.Json;

using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;

namespace CritiqueCluster.Node.Exports;

/// <summary>Which conversations are made of an exploration.</summary>
/// <param name="All">Of all attempts, not only of accepted ones.</param>
/// <param name="WithCritique">Of each refinement, a second one from the criticised attempt to the refinement.</param>
/// <param name="Source">Only of attempts of this source; null: of all.</param>
internal sealed record MessageOptions(bool All, bool WithCritique, AttemptSource? Source);

/// <summary>An exploration's trajectories as conversations of a user with an assistant, for supervised trainers.</summary>
internal static class MessageLines
{
    /// <summary>Writes the conversations.</summary>
    /// <returns>How many from problem to solution, and how many from critique to refinement.</returns>
    public static (int Solutions, int Refinements) Write(JsonLines lines, string run, ExplorationRecord exploration, MessageOptions options)
    {
        int solutions = 0, refinements = 0;
        foreach (var attempt in exploration.Attempts.Where(attempt => (options.All || attempt.Accepted) && (options.Source ?? attempt.Attempt.Source) == attempt.Attempt.Source))
        {
            lines.Write(json => Write(json, "solve", exploration.Problem.Statement, run, exploration, attempt));
            solutions++;
            if (!options.WithCritique || Criticised(exploration, attempt) is not { } asked)
                continue;
            lines.Write(json => Write(json, "refine", asked, run, exploration, attempt));
            refinements++;
        }
        return (solutions, refinements);
    }

    // One turn of the user, in the words that the policy was asked with: a trainer that learns every turn of the assistant must
    // not learn the wrong attempt.
    private static string? Criticised(ExplorationRecord exploration, CheckedAttempt refinement)
    {
        var parent = exploration.Attempts.FirstOrDefault(attempt => attempt.Attempt.Index == refinement.Attempt.Parent);
        var critique = exploration.Critiques.FirstOrDefault(critique => critique.Attempt == refinement.Attempt.Parent);
        return parent is null || critique is null
            ? null
            : PromptFormat.Rewrite(exploration.Problem.Statement, parent.Attempt.Text, critique.Text).TrimEnd('\n');
    }

    private static void Write(Utf8JsonWriter json, string task, string asked, string run, ExplorationRecord exploration, CheckedAttempt attempt)
    {
        json.WriteStartArray("messages");
        Write(json, "user", asked);
        Write(json, "assistant", attempt.Attempt.Text);
        json.WriteEndArray();
        json.WriteString("task", task);
        json.WriteString("run", run);
        json.WriteString("exploration", exploration.Id);
        json.WriteString("problem", exploration.Problem.Id);
        json.WriteNumber("iteration", exploration.Iteration);
        json.WriteNumber("attempt", attempt.Attempt.Index);
        json.WriteString("source", ExportNames.Of(attempt.Attempt.Source));
        json.WriteBoolean("correct", attempt.Correct);
        json.WriteBoolean("accepted", attempt.Accepted);
    }

    private static void Write(Utf8JsonWriter json, string role, string content)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", content);
        json.WriteEndObject();
    }
}
