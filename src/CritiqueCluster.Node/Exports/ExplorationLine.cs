using System.Text.Json;

using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Explored;
using CritiqueCluster.Node.Explorations;

namespace CritiqueCluster.Node.Exports;

/// <summary>An exploration as one JSON object with everything that the journal has of it: schema critique.exploration/1 of docs/EXPORT.md.</summary>
internal static class ExplorationLine
{
    /// <summary>Writes the object's fields.</summary>
    /// <param name="json">Stands inside the object.</param>
    /// <param name="run">The run's name.</param>
    /// <param name="exploration">The exploration.</param>
    /// <param name="checker">Splits attempts into steps.</param>
    public static void Write(Utf8JsonWriter json, string run, ExplorationRecord exploration, ISolutionChecker checker)
    {
        json.WriteString("schema", ExploredSource.Schema);
        json.WriteString("run", run);
        json.WriteString("id", exploration.Id);
        json.WriteNumber("iteration", exploration.Iteration);
        json.WriteString("purpose", ExportNames.Of(exploration.Purpose));
        json.WriteString("outcome", Outcomes.NameOf(Outcomes.Of(exploration)));
        json.WriteNumber("policyVersion", exploration.PolicyVersion);
        json.WriteNumber("criticVersion", exploration.CriticVersion);
        Write(json, exploration.Problem);
        json.WriteStartArray("attempts");
        foreach (var attempt in exploration.Attempts)
            Write(json, attempt, checker);
        json.WriteEndArray();
        json.WriteStartArray("critiques");
        foreach (var critique in exploration.Critiques)
            Write(json, critique);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Problem problem)
    {
        json.WriteStartObject("problem");
        json.WriteString("id", problem.Id);
        json.WriteString("statement", problem.Statement);
        json.WriteString("answer", problem.Answer);
        json.WriteString("kind", problem.Kind);
        json.WriteString("level", problem.Level);
        json.WriteString("solution", problem.Solution);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CheckedAttempt attempt, ISolutionChecker checker)
    {
        json.WriteStartObject();
        json.WriteNumber("index", attempt.Attempt.Index);
        json.WriteString("source", ExportNames.Of(attempt.Attempt.Source));
        Number(json, "parent", attempt.Attempt.Parent);
        json.WriteNumber("round", attempt.Round);
        json.WriteString("text", attempt.Attempt.Text);
        Array(json, "steps", checker.SplitSteps(attempt.Attempt.Text), json.WriteStringValue);
        json.WriteBoolean("correct", attempt.Correct);
        json.WriteString("reason", attempt.Reason);
        json.WriteBoolean("accepted", attempt.Accepted);
        json.WriteString("canonical", attempt.Canonical);
        json.WriteString("finish", ExportNames.Of(attempt.Attempt.Finish));
        json.WriteNumber("policyVersion", attempt.Attempt.PolicyVersion);
        json.WriteNumber("forced", attempt.Attempt.Forced);
        Array(json, "tokens", attempt.Attempt.Tokens, json.WriteNumberValue);
        Array(json, "logProbabilities", attempt.Attempt.LogProbabilities, value => Number(json, value));
        Array(json, "entropies", attempt.Attempt.Entropies, value => Number(json, value));
        if (attempt.Attempt.Versions is { } versions)
            Array(json, "policyVersions", [.. versions.SelectMany(span => Enumerable.Repeat(span.Version, span.Tokens))], json.WriteNumberValue);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, AttemptCritique critique)
    {
        json.WriteStartObject();
        json.WriteNumber("attempt", critique.Attempt);
        json.WriteString("text", critique.Text);
        json.WriteNumber("generatedTokens", critique.GeneratedTokens);
        json.WriteNumber("criticVersion", critique.CriticVersion);
        if (critique.Critique is { } read)
            Write(json, read);
        else
            json.WriteNull("verdicts");
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SolutionCritique critique)
    {
        json.WriteStartObject("verdicts");
        json.WriteStartArray("steps");
        foreach (var step in critique.Steps)
        {
            json.WriteStartObject();
            json.WriteString("step", step.Step);
            json.WriteString("verdict", ExportNames.Of(step.Verdict));
            json.WriteString("explanation", step.Explanation);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Number(json, "firstWrongStep", critique.FirstWrongStep);
        json.WriteString("answer", ExportNames.Of(critique.Answer));
        json.WriteString("explanation", critique.Explanation);
        json.WriteEndObject();
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> values, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            write(value);
        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }

    // JSON knows no infinity; a finite number is written with the digits that give the same 32 bits again.
    private static void Number(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }
}
