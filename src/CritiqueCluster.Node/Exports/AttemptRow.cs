using System.Text.Json.Serialization;

using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Node.Explorations;

using Parquet.Serialization.Attributes;

namespace CritiqueCluster.Node.Exports;

/// <summary>An attempt with all that belongs to it: a row of the Parquet table of docs/EXPORT.md. The order of properties is that of columns.</summary>
internal sealed class AttemptRow
{
    [JsonPropertyName("run"), ParquetRequired] public string Run { get; set; } = "";

    [JsonPropertyName("exploration"), ParquetRequired] public string Exploration { get; set; } = "";

    [JsonPropertyName("iteration")] public int Iteration { get; set; }

    [JsonPropertyName("purpose"), ParquetRequired] public string Purpose { get; set; } = "";

    [JsonPropertyName("outcome"), ParquetRequired] public string Outcome { get; set; } = "";

    [JsonPropertyName("policyVersion")] public int PolicyVersion { get; set; }

    [JsonPropertyName("criticVersion")] public int CriticVersion { get; set; }

    [JsonPropertyName("problem"), ParquetRequired] public string Problem { get; set; } = "";

    [JsonPropertyName("statement"), ParquetRequired] public string Statement { get; set; } = "";

    [JsonPropertyName("answer"), ParquetRequired] public string Answer { get; set; } = "";

    [JsonPropertyName("kind"), ParquetRequired] public string Kind { get; set; } = "";

    [JsonPropertyName("level"), ParquetRequired] public string Level { get; set; } = "";

    [JsonPropertyName("solution")] public string? Solution { get; set; }

    [JsonPropertyName("attempt")] public int Attempt { get; set; }

    [JsonPropertyName("source"), ParquetRequired] public string Source { get; set; } = "";

    [JsonPropertyName("parent")] public int? Parent { get; set; }

    [JsonPropertyName("round")] public int Round { get; set; }

    [JsonPropertyName("text"), ParquetRequired] public string Text { get; set; } = "";

    [JsonPropertyName("steps")] public List<string> Steps { get; set; } = [];

    [JsonPropertyName("correct")] public bool Correct { get; set; }

    [JsonPropertyName("reason")] public string? Reason { get; set; }

    [JsonPropertyName("accepted")] public bool Accepted { get; set; }

    [JsonPropertyName("canonical"), ParquetRequired] public string Canonical { get; set; } = "";

    [JsonPropertyName("finish"), ParquetRequired] public string Finish { get; set; } = "";

    [JsonPropertyName("forced")] public int Forced { get; set; }

    [JsonPropertyName("tokens")] public int[] Tokens { get; set; } = [];

    [JsonPropertyName("logProbabilities")] public float[] LogProbabilities { get; set; } = [];

    [JsonPropertyName("entropies")] public float[] Entropies { get; set; } = [];

    [JsonPropertyName("critique")] public string? Critique { get; set; }

    [JsonPropertyName("critiqueTokens")] public int? CritiqueTokens { get; set; }

    [JsonPropertyName("critiqueSteps")] public List<string>? CritiqueSteps { get; set; }

    [JsonPropertyName("critiqueVerdicts")] public List<string>? CritiqueVerdicts { get; set; }

    [JsonPropertyName("critiqueExplanations")] public List<string>? CritiqueExplanations { get; set; }

    [JsonPropertyName("critiqueFirstWrongStep")] public int? CritiqueFirstWrongStep { get; set; }

    [JsonPropertyName("critiqueAnswer")] public string? CritiqueAnswer { get; set; }

    [JsonPropertyName("critiqueExplanation")] public string? CritiqueExplanation { get; set; }

    /// <summary>The rows of an exploration, in the order of its attempts.</summary>
    public static IEnumerable<AttemptRow> Of(string run, ExplorationRecord exploration, ISolutionChecker checker) =>
        exploration.Attempts.Select(attempt => Of(run, exploration, attempt, checker));

    private static AttemptRow Of(string run, ExplorationRecord exploration, CheckedAttempt attempt, ISolutionChecker checker)
    {
        var critique = exploration.Critiques.FirstOrDefault(critique => critique.Attempt == attempt.Attempt.Index);
        return new()
        {
            Run = run,
            Exploration = exploration.Id,
            Iteration = exploration.Iteration,
            Purpose = ExportNames.Of(exploration.Purpose),
            Outcome = Outcomes.NameOf(Outcomes.Of(exploration)),
            PolicyVersion = attempt.Attempt.PolicyVersion,
            CriticVersion = exploration.CriticVersion,
            Problem = exploration.Problem.Id,
            Statement = exploration.Problem.Statement,
            Answer = exploration.Problem.Answer,
            Kind = exploration.Problem.Kind,
            Level = exploration.Problem.Level,
            Solution = exploration.Problem.Solution,
            Attempt = attempt.Attempt.Index,
            Source = ExportNames.Of(attempt.Attempt.Source),
            Parent = attempt.Attempt.Parent,
            Round = attempt.Round,
            Text = attempt.Attempt.Text,
            Steps = [.. checker.SplitSteps(attempt.Attempt.Text)],
            Correct = attempt.Correct,
            Reason = attempt.Reason,
            Accepted = attempt.Accepted,
            Canonical = attempt.Canonical,
            Finish = ExportNames.Of(attempt.Attempt.Finish),
            Forced = attempt.Attempt.Forced,
            Tokens = attempt.Attempt.Tokens,
            LogProbabilities = attempt.Attempt.LogProbabilities,
            Entropies = attempt.Attempt.Entropies,
            Critique = critique?.Text,
            CritiqueTokens = critique?.GeneratedTokens,
            CritiqueSteps = critique?.Critique?.Steps.Select(step => step.Step).ToList(),
            CritiqueVerdicts = critique?.Critique?.Steps.Select(step => ExportNames.Of(step.Verdict)).ToList(),
            CritiqueExplanations = critique?.Critique?.Steps.Select(step => step.Explanation).ToList(),
            CritiqueFirstWrongStep = critique?.Critique?.FirstWrongStep,
            CritiqueAnswer = critique?.Critique is { } read ? ExportNames.Of(read.Answer) : null,
            CritiqueExplanation = critique?.Critique?.Explanation,
        };
    }
}
