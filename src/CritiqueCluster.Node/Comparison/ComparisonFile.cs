using System.Text.Json;
using System.Text.Json.Nodes;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Node.Comparison;

/// <summary>What a comparison is; <c>comparison.json</c>. Arms and seeds may be added to it later, and nothing else changes.</summary>
/// <param name="Basis">The recipe that all arms share.</param>
/// <param name="Arms">Each arm's own recipe, by name, in the order in which they are told.</param>
/// <param name="Seeds">The seeds of every arm.</param>
internal sealed record ComparisonFile(Recipe Basis, OrderedDictionary<string, Recipe> Arms, IReadOnlyList<long> Seeds)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Each run: all arms with the first seed, then all with the next, so that what there is can be compared at any time.</summary>
    public IEnumerable<(string Arm, long Seed)> Runs => Seeds.SelectMany(seed => Arms.Keys.Select(arm => (arm, seed)));

    /// <summary>Generated tokens that each run may explore with.</summary>
    public long TokenBudget => (long)Basis.Iterations * Basis.Problems.Train * Basis.Rollout.TokensPerProblem;

    /// <summary>A comparison of arms on a recipe.</summary>
    /// <exception cref="ConfigurationException">An arm's settings do not go together, or arms would not have the same budget.</exception>
    public static ComparisonFile Of(Recipe basis, IEnumerable<RecipeArm> arms, IReadOnlyList<long> seeds) =>
        new ComparisonFile(basis, [], seeds).With(arms, seeds);

    /// <summary>The same with more arms and seeds; those that there are stay as they are.</summary>
    public ComparisonFile With(IEnumerable<RecipeArm> arms, IEnumerable<long> seeds)
    {
        var all = new OrderedDictionary<string, Recipe>(Arms);
        foreach (var arm in arms)
            if (!all.ContainsKey(arm.Name))
                all.Add(arm.Name, Fair(arm.Name, arm.On(Basis)));
        return this with { Arms = all, Seeds = [.. Seeds.Concat(seeds).Distinct()] };
    }

    /// <summary>The recipe of a run.</summary>
    public Recipe RecipeOf(string arm, long seed) => Arms[arm] with { Seed = seed };

    /// <exception cref="EnvironmentException">It cannot be written.</exception>
    public void Write(ComparisonFolder folder)
    {
        Directory.CreateDirectory(folder.Path);
        DurableFile.Write(folder.File, new JsonObject
        {
            ["seeds"] = new JsonArray([.. Seeds.Select(seed => JsonValue.Create(seed))]),
            ["recipe"] = RecipeJson.ToNode(Basis),
            ["arms"] = new JsonObject(Arms.Select(arm => KeyValuePair.Create(arm.Key, (JsonNode?)RecipeJson.ToNode(arm.Value)))),
        }.ToJsonString(Indented) + "\n");
    }

    /// <exception cref="ConfigurationException">The file is damaged.</exception>
    public static ComparisonFile Read(ComparisonFolder folder)
    {
        try
        {
            var root = JsonNode.Parse(File.ReadAllText(folder.File))!;
            return new ComparisonFile(
                Recipe(root["recipe"]!), new(root["arms"]!.AsObject().Select(arm => KeyValuePair.Create(arm.Key, Recipe(arm.Value!)))),
                [.. root["seeds"]!.AsArray().Select(seed => seed!.GetValue<long>())]);
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new ConfigurationException($"{folder.File} is damaged ({e.Message}): begin another comparison.", e);
        }

        Recipe Recipe(JsonNode node) => ResolvedRecipe.From(RecipeLayer.FromJson(node.ToJsonString(), folder.File)).Recipe;
    }

    /// <summary>Arms differ in what they do with a budget, and in nothing that would make the comparison unequal.</summary>
    private Recipe Fair(string arm, Recipe recipe)
    {
        (string Key, object Ours, object Theirs)[] shared =
        [
            ("Iterations", Basis.Iterations, recipe.Iterations), ("Mode", Basis.Mode, recipe.Mode),
            ("Rollout.TokensPerProblem", Basis.Rollout.TokensPerProblem, recipe.Rollout.TokensPerProblem), ("Policy.Model", Basis.Policy.Model, recipe.Policy.Model),
            ("Problems.Source", Basis.Problems.Source, recipe.Problems.Source), ("Problems.Train", Basis.Problems.Train, recipe.Problems.Train),
            ("Problems.HeldOut", Basis.Problems.HeldOut, recipe.Problems.HeldOut), ("Evaluation.Samples", Basis.Evaluation.Samples, recipe.Evaluation.Samples),
            ("Evaluation.Temperature", Basis.Evaluation.Temperature, recipe.Evaluation.Temperature), ("Rollout.Attempts", Basis.Rollout.Attempts, recipe.Rollout.Attempts),
        ];
        foreach (var (key, ours, theirs) in shared)
            if (!Equals(ours, theirs))
                throw new ConfigurationException($"Arm {arm} sets {key} to {theirs}, which all arms must share ({ours}): set it for all of them with --set {key}={theirs}.");
        return recipe;
    }
}
