using System.Text.Json;
using System.Text.Json.Nodes;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Node.Runs;

/// <summary>A model that a run began with.</summary>
/// <param name="Version">What it is.</param>
/// <param name="Folder">Where it lay; absolute.</param>
internal sealed record RunModel(ParameterVersion Version, string Folder);

/// <summary>Where the explorations of a replay came from.</summary>
/// <param name="Key">The key of the run whose rollouts were learned from.</param>
/// <param name="Folder">Its folder; absolute.</param>
/// <param name="From">The first position of its journal that was read.</param>
/// <param name="To">The last position of its journal that was learned from.</param>
/// <param name="Until">The last iteration that was learned from.</param>
/// <param name="Skipped">What was passed over because it was damaged.</param>
/// <param name="Versions">The versions that came out, in order.</param>
internal sealed record RunParent(string Key, string Folder, long From, long To, int Until, IReadOnlyList<string> Skipped, IReadOnlyList<ParameterVersion> Versions);

/// <summary>What <c>run.json</c> says: the resolved recipe, and everything else that decides how the run goes. Written once.</summary>
/// <param name="Run">The run's name; stays when the folder is renamed.</param>
/// <param name="Key">What its events are filed under in its journal: no other run of a shared database has it.</param>
/// <param name="Program">Version of the program that began it.</param>
/// <param name="Threads">Threads of libtorch: as many when it is resumed.</param>
/// <param name="Policy">The base policy.</param>
/// <param name="Critic">The critic; null for the exact one.</param>
/// <param name="Recipe">The resolved recipe.</param>
/// <param name="Parent">For a replay: the run whose rollouts were learned from; null for a run with rollouts of its own.</param>
/// <param name="Machine">Where it was begun, which is where its learner is; null for a run of a version that did not note it.</param>
internal sealed record RunFile(
    string Run, string Key, string Program, int Threads, RunModel Policy, RunModel? Critic, Recipe Recipe, RunParent? Parent = null,
    Machine? Machine = null)
{
    /// <summary>Settings that may change when a run is resumed: they decide where it runs, not what it learns.</summary>
    private static readonly string[] Free = ["Name", "Rollout.LeaseSeconds", "Learner.KeepCheckpoints", "Journal.Connection"];

    /// <summary>Writes the file, durably.</summary>
    /// <exception cref="EnvironmentException">It cannot be written.</exception>
    public void Write(RunFolder folder)
    {
        var document = new JsonObject
        {
            ["run"] = Run,
            ["key"] = Key,
            ["program"] = Program,
            ["seed"] = Recipe.Seed,
            ["threads"] = Threads,
            ["machine"] = Machine is null ? null : JsonSerializer.SerializeToNode(Machine, JsonSerializerOptions.Web),
            ["policy"] = ToJson(Policy),
            ["critic"] = Critic is null ? null : ToJson(Critic),
            ["parent"] = Parent is null ? null : JsonSerializer.SerializeToNode(Parent, JsonSerializerOptions.Web),
            ["recipe"] = RecipeJson.ToNode(Recipe with { Journal = RunJournal.WithoutPassword(Recipe.Journal) }),
        };
        DurableFile.Write(folder.RunJson, document.ToJsonString(RecipeJson.Indented) + "\n");
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="ConfigurationException">It is damaged.</exception>
    /// <exception cref="EnvironmentException">It cannot be read.</exception>
    public static RunFile Read(RunFolder folder)
    {
        try
        {
            var document = JsonNode.Parse(File.ReadAllText(folder.RunJson))!;
            var recipe = RecipeLayer.FromJson(document["recipe"]!.ToJsonString(), folder.RunJson);
            var run = (string)document["run"]!;
            return new RunFile(
                run, (string?)document["key"] ?? run, (string)document["program"]!, (int)document["threads"]!, Model(document["policy"]!),
                document["critic"] is { } critic ? Model(critic) : null, ResolvedRecipe.From(recipe).Recipe,
                document["parent"]?.Deserialize<RunParent>(JsonSerializerOptions.Web), document["machine"]?.Deserialize<Machine>(JsonSerializerOptions.Web));
        }
        catch (Exception error) when (error is JsonException or NullReferenceException or InvalidOperationException or FormatException or ArgumentNullException)
        {
            throw new ConfigurationException($"{folder.RunJson} is damaged: {(error is NullReferenceException ? "something that belongs in it is missing." : error.Message)} Restore it, or begin another run.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"{folder.RunJson} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>The run as it goes on with another recipe.</summary>
    /// <exception cref="ConfigurationException">The recipe would change what is learned.</exception>
    public RunFile With(Recipe recipe)
    {
        var changes = RecipeJson.Differences(Recipe, recipe).Where(key => !Free.Contains(key.Path)).ToList();
        if (changes.Count == 0)
            return this with { Recipe = recipe };
        var listed = string.Join(", ", changes.Select(key => $"{key.Path} ({RecipeJson.ValueOf(Recipe, key).ToJsonString()} before, {RecipeJson.ValueOf(recipe, key).ToJsonString()} now)"));
        throw new ConfigurationException($"Run {Run} was begun with other settings: {listed}. Leave them as they are to resume it, or begin another run with --run.");
    }

    /// <summary>A version as it is written down.</summary>
    public static JsonObject ToJson(ParameterVersion version) => new()
    {
        ["model"] = version.Model,
        ["step"] = version.Step,
        ["hash"] = version.Hash,
    };

    /// <summary>A version as it was written down.</summary>
    public static ParameterVersion Version(JsonNode node) => new((string)node["model"]!, (int)node["step"]!, (string)node["hash"]!);

    private static JsonObject ToJson(RunModel model)
    {
        var node = ToJson(model.Version);
        node["folder"] = model.Folder;
        return node;
    }

    private static RunModel Model(JsonNode node) => new(Version(node), (string)node["folder"]!);
}
