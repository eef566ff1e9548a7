using System.Text.Json;
using System.Text.Json.Nodes;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Comparison;

/// <summary>
/// What a comparison is; <c>comparison.json</c>. Arms and seeds may be added to it later, and nothing else changes. A password is not in it.
/// </summary>
/// <param name="Key">Names its runs where others have runs, too.</param>
/// <param name="Basis">The recipe that all arms share.</param>
/// <param name="Arms">Each arm's own recipe, by name, in the order in which they are told.</param>
/// <param name="Seeds">The seeds of every arm.</param>
internal sealed record ComparisonFile(string Key, Recipe Basis, OrderedDictionary<string, Recipe> Arms, IReadOnlyList<long> Seeds)
{
    /// <summary>What arms may differ in; anything else would make the comparison unequal.</summary>
    private static readonly string[] Own = ["Rollout.Arm", "Rollout.Rounds", "Rollout.Refinement", "Rollout.RefinementsPerCritique"];

    /// <summary>Each run: all arms with the first seed, then all with the next, so that what there is can be compared at any time.</summary>
    public IEnumerable<(string Arm, long Seed)> Runs => Seeds.SelectMany(seed => Arms.Keys.Select(arm => (arm, seed)));

    /// <summary>Generated tokens that each run may explore with.</summary>
    public long TokenBudget => (long)Basis.Iterations * Basis.Problems.Train * Basis.Rollout.TokensPerProblem;

    /// <summary>A comparison of arms on a recipe.</summary>
    /// <exception cref="ConfigurationException">An arm's settings do not go together, or arms would not have the same budget.</exception>
    public static ComparisonFile Of(string name, Recipe basis, IEnumerable<RecipeArm> arms, IReadOnlyList<long> seeds)
    {
        // The number of threads decides bits, and is part of what is equal: also where the comparison goes on on another machine.
        if (basis.Critic.Train != CriticTraining.Off)
            throw new ConfigurationException($"Critic.Train is {basis.Critic.Train} for all arms, but a critic learns in an arm of its own: leave it away, and compare the arm critique-learned.");
        if (basis.Iterations == 0 || basis.Evaluation.Samples == 0)
            throw new ConfigurationException($"{(basis.Iterations == 0 ? "Iterations" : "Evaluation.Samples")} is 0: arms are compared by what is measured after learning. Use --set {(basis.Iterations == 0 ? "Iterations=1" : "Evaluation.Samples=8")} or more.");
        var settled = basis with { Threads = basis.Threads > 0 ? basis.Threads : Environment.ProcessorCount };
        return new ComparisonFile(RunJournal.NewKey(name), settled, [], seeds).With(arms, seeds);
    }

    /// <summary>The same with more arms and seeds; those that there are stay as they are.</summary>
    public ComparisonFile With(IEnumerable<RecipeArm> arms, IEnumerable<long> seeds)
    {
        var all = new OrderedDictionary<string, Recipe>(Arms);
        foreach (var arm in arms)
        {
            var recipe = Fair(arm.Name, arm.On(Basis));
            if (!all.TryAdd(arm.Name, recipe) && RecipeJson.Differences(all[arm.Name], recipe) is [var other, ..])
                throw new ConfigurationException($"There are two arms {arm.Name} that differ in {other.Path}: give the file of one of them another name.");
        }
        return this with { Arms = all, Seeds = [.. Seeds.Concat(seeds).Distinct()] };
    }

    /// <summary>Settings that were given for all arms and that arms have otherwise, a line for each.</summary>
    /// <param name="origins">Where settings come from, by their full names.</param>
    public IEnumerable<string> GivingWay(IReadOnlyDictionary<string, string> origins) =>
        from arm in Arms
        from key in RecipeJson.Differences(Basis, arm.Value)
        where origins.TryGetValue(key.Path, out var origin) && RecipeLayer.IsGiven(origin)
        select $"{key.Path} is {RecipeJson.ValueOf(Basis, key)} ({origins[key.Path]}), but {RecipeJson.ValueOf(arm.Value, key)} in the arm {arm.Key}, which says so itself: an arm file of your own can say otherwise";

    /// <summary>The recipe of a run.</summary>
    public Recipe RecipeOf(string arm, long seed) => Arms[arm] with { Seed = seed };

    /// <exception cref="EnvironmentException">It cannot be written.</exception>
    public void Write(ComparisonFolder folder)
    {
        DurableFolder.EnsureExists(folder.Path);
        DurableFile.Write(folder.File, new JsonObject
        {
            ["key"] = Key,
            ["seeds"] = new JsonArray([.. Seeds.Select(seed => JsonValue.Create(seed))]),
            ["recipe"] = RecipeJson.ToNode(Public(Basis)),
            ["arms"] = new JsonObject(Arms.Select(arm => KeyValuePair.Create(arm.Key, (JsonNode?)RecipeJson.ToNode(Public(arm.Value))))),
        }.ToJsonString(RecipeJson.Indented) + "\n");
    }

    /// <exception cref="ConfigurationException">The file is damaged.</exception>
    public static ComparisonFile Read(ComparisonFolder folder)
    {
        try
        {
            var root = JsonNode.Parse(File.ReadAllText(folder.File))!;
            return new ComparisonFile(
                root["key"]!.GetValue<string>(), Recipe(root["recipe"]!), new(root["arms"]!.AsObject().Select(arm => KeyValuePair.Create(arm.Key, Recipe(arm.Value!)))),
                [.. root["seeds"]!.AsArray().Select(seed => seed!.GetValue<long>())]);
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new ConfigurationException($"{folder.File} is damaged: it has not what a comparison's file has. Restore it, or begin another comparison.", e);
        }

        Recipe Recipe(JsonNode node)
        {
            var recipe = ResolvedRecipe.From(RecipeLayer.FromJson(node.ToJsonString(), folder.File)).Recipe;
            return recipe with { Journal = RunJournal.ByEnvironment(recipe.Journal) };
        }
    }

    private static Recipe Public(Recipe recipe) => recipe with { Journal = RunJournal.WithoutPassword(recipe.Journal) };

    /// <summary>Arms differ in what they do with a budget and how they learn from it.</summary>
    private Recipe Fair(string arm, Recipe recipe)
    {
        var unequal = RecipeJson.Differences(Basis, recipe).FirstOrDefault(key =>
            !Own.Contains(key.Path) && !key.Path.StartsWith("Learner.", StringComparison.Ordinal) && !key.Path.StartsWith("Critic.", StringComparison.Ordinal));
        return unequal is null ? recipe : throw new ConfigurationException(
            $"Arm {arm} sets {unequal.Path} to {RecipeJson.ValueOf(recipe, unequal)}, which all arms must share ({RecipeJson.ValueOf(Basis, unequal)}): set it for all of them with --set {unequal.Path}={RecipeJson.ValueOf(recipe, unequal)}.");
    }
}
