using System.Text.Json.Nodes;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Evaluation;

namespace CritiqueCluster.Node.Training;

/// <summary>What a run would do, told before it is done.</summary>
/// <param name="Recipe">The resolved recipe.</param>
/// <param name="Folder">Where it would be written.</param>
/// <param name="Threads">Threads of libtorch.</param>
/// <param name="TrainProblems">Problems that are learned from.</param>
/// <param name="HeldOutProblems">Problems that are measured on.</param>
internal sealed record TrainPlan(Recipe Recipe, string Folder, int Threads, int TrainProblems, int HeldOutProblems)
{
    /// <summary>How far a run is that was begun; null for a new one.</summary>
    public RunHistory? Begun { get; init; }

    /// <summary>Budget of generated tokens of the explorations that one learning has, critiques included.</summary>
    public long ExplorationTokens => (long)(Streams ? Recipe.Streaming.Batch : TrainProblems) * Recipe.Rollout.TokensPerProblem;

    /// <summary>Most tokens that one evaluation can take.</summary>
    public long EvaluationTokens => (long)HeldOutProblems * Recipe.Evaluation.Samples * Recipe.Rollout.MaxTokens;

    /// <summary>The base is evaluated, too; of a stream, the base and what comes out.</summary>
    public int Evaluations => EvaluationTokens == 0 ? 0 : Streams ? Math.Min(2, Recipe.Iterations + 1) : Recipe.Iterations + 1;

    /// <summary>Most tokens that the run generates.</summary>
    public long MostTokens => Recipe.Iterations * ExplorationTokens + Evaluations * EvaluationTokens;

    private bool Streams => Recipe.Mode == RunMode.Streaming;

    public JsonObject ToJson() => new()
    {
        ["folder"] = Folder,
        ["begun"] = Begun is null ? null : new JsonObject
        {
            ["learned"] = Begun.Published.Count,
            ["generatedTokens"] = Begun.Usage.RolloutTokens + Begun.Usage.CritiqueTokens,
            ["completed"] = Begun.Completed,
        },
        ["iterations"] = Recipe.Iterations,
        ["arm"] = Recipe.Rollout.Arm.ToString().ToLowerInvariant(),
        ["critic"] = Recipe.Critic.Kind.ToString().ToLowerInvariant(),
        ["problems"] = new JsonObject { ["source"] = Recipe.Problems.Source, ["train"] = TrainProblems, ["heldOut"] = HeldOutProblems },
        ["tokens"] = new JsonObject
        {
            ["explorationPerIteration"] = ExplorationTokens,
            ["perEvaluationAtMost"] = EvaluationTokens,
            ["evaluations"] = Evaluations,
            ["totalAtMost"] = MostTokens,
        },
        ["devices"] = new JsonObject { ["policy"] = Recipe.Policy.Device, ["critic"] = Recipe.Critic.Device, ["threads"] = Threads },
        ["recipe"] = RecipeJson.ToNode(Recipe),
    };

    /// <summary>The plan in words, one line each.</summary>
    public IEnumerable<string> Lines()
    {
        FormattableString[] lines =
        [
            $"folder      {Folder}",
            $"{(Streams ? "batches   " : "iterations")}  {Recipe.Iterations}{(Streams ? $" of {Recipe.Streaming.Batch} explorations as a stream, staleness at most {Recipe.Streaming.Staleness}" : "")}, arm {Recipe.Rollout.Arm}, critic {Recipe.Critic.Kind}{(Recipe.Critic.Kind == CriticKind.Exact ? " (an upper bound)" : "")}",
            $"problems    {Recipe.Problems.Source}: {TrainProblems} to learn from, {HeldOutProblems} {EvaluationProblems.NameOf(Recipe.Evaluation.Split)}",
            $"tokens      about {ExplorationTokens:N0} to explore with per {(Streams ? "batch" : "iteration")}, up to {EvaluationTokens:N0} per evaluation ({Evaluations} of them), up to {MostTokens:N0} in all",
            $"devices     policy on {Recipe.Policy.Device}, critic on {Recipe.Critic.Device}, {Threads} threads",
        ];
        return lines.Concat(Begun is null ? [] : [Stands(Begun)]).Select(FormattableString.Invariant);
    }

    private FormattableString Stands(RunHistory begun) =>
        $"so far      {begun.Published.Count} of {Recipe.Iterations} learned, {begun.Usage.RolloutTokens + begun.Usage.CritiqueTokens:N0} tokens generated{(begun.Completed ? "; the run is finished" : "")}";
}
