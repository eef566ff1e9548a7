using System.Text.Json.Nodes;

using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Node.Explorations;

/// <summary>Explorations as JSON, for programs.</summary>
internal static class ExplorationJson
{
    /// <summary>What a list shows of an exploration.</summary>
    public static JsonObject Summary(ExplorationRecord exploration) => new()
    {
        ["id"] = exploration.Id,
        ["iteration"] = exploration.Iteration,
        ["purpose"] = exploration.Purpose.ToString().ToLowerInvariant(),
        ["problem"] = exploration.Problem.Id,
        ["statement"] = exploration.Problem.Statement,
        ["level"] = exploration.Problem.Level,
        ["outcome"] = Outcomes.NameOf(Outcomes.Of(exploration)),
        ["attempts"] = exploration.Attempts.Count,
        ["correct"] = exploration.Attempts.Count(attempt => attempt.Correct),
        ["accepted"] = exploration.Attempts.Count(attempt => attempt.Accepted),
        ["critiques"] = exploration.Critiques.Count,
        ["generatedTokens"] = exploration.GeneratedTokens,
        ["quarantined"] = new JsonArray([.. exploration.Quarantined.Select(request => new JsonObject { ["request"] = request.RequestId, ["reason"] = request.Reason })]),
    };

    /// <summary>Everything about an exploration that can be read; token ids and probabilities stay in the journal.</summary>
    public static JsonObject Whole(ExplorationRecord exploration, ISolutionChecker checker)
    {
        var document = Summary(exploration);
        document["answer"] = exploration.Problem.Answer;
        document["policyVersion"] = exploration.PolicyVersion;
        document["criticVersion"] = exploration.CriticVersion;
        document["attempts"] = new JsonArray([.. exploration.Attempts.Select(attempt => Attempt(attempt, exploration, checker))]);
        return document;
    }

    private static JsonObject Attempt(CheckedAttempt attempt, ExplorationRecord exploration, ISolutionChecker checker)
    {
        var critique = exploration.Critiques.FirstOrDefault(critique => critique.Attempt == attempt.Attempt.Index);
        var parent = exploration.Attempts.FirstOrDefault(other => other.Attempt.Index == attempt.Attempt.Parent);
        return new()
        {
            ["index"] = attempt.Attempt.Index,
            ["source"] = attempt.Attempt.Source.ToString().ToLowerInvariant(),
            ["parent"] = attempt.Attempt.Parent,
            ["round"] = attempt.Round,
            ["correct"] = attempt.Correct,
            ["reason"] = attempt.Reason,
            ["accepted"] = attempt.Accepted,
            ["tokens"] = attempt.Attempt.GeneratedTokens,
            ["steps"] = new JsonArray([.. Steps(attempt, parent, checker)]),
            ["critique"] = critique is null ? null : Critique(critique),
        };
    }

    private static IEnumerable<JsonNode> Steps(CheckedAttempt attempt, CheckedAttempt? parent, ISolutionChecker checker)
    {
        var steps = checker.SplitSteps(attempt.Attempt.Text);
        if (parent is null)
            return steps.Select(step => (JsonNode)new JsonObject { ["step"] = step });
        return StepChange.Between(checker.SplitSteps(parent.Attempt.Text), steps)
            .Select(change => (JsonNode)new JsonObject { ["step"] = change.Step, ["kept"] = change.Kept });
    }

    private static JsonObject Critique(AttemptCritique critique) => new()
    {
        ["readable"] = critique.Critique is not null,
        ["tokens"] = critique.GeneratedTokens,
        ["text"] = critique.Text,
        ["firstWrongStep"] = critique.Critique?.FirstWrongStep,
        ["steps"] = critique.Critique is null ? null : new JsonArray([.. critique.Critique.Steps.Select(Step)]),
        ["answer"] = critique.Critique is null ? null : Name(critique.Critique.Answer),
    };

    private static JsonObject Step(StepCritique step) => new()
    {
        ["step"] = step.Step,
        ["verdict"] = Name(step.Verdict),
        ["explanation"] = step.Explanation,
    };

    private static string Name(Verdict verdict) => verdict.ToString().ToLowerInvariant();
}
