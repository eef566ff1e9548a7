using System.Text.Json;
using System.Text.Json.Nodes;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Nodes;

/// <summary>What a worker needs to know of a run to join it; given by the node that leads the run.</summary>
/// <param name="Seed">Where the cluster is joined, as <c>host:port</c>.</param>
/// <param name="Run">The run's key.</param>
/// <param name="Kind">The kind of its problems.</param>
/// <param name="Threads">Threads of libtorch.</param>
/// <param name="Policy">The base policy.</param>
/// <param name="Critic">The critic; null for the exact one, or none.</param>
/// <param name="Recipe">The run's recipe.</param>
internal sealed record RunDescription(
    string Seed, string Run, string Kind, int Threads, ParameterVersion Policy, ParameterVersion? Critic, Recipe Recipe)
{
    /// <summary>The base models.</summary>
    public IEnumerable<ParameterVersion> Models => Critic is null ? [Policy] : [Policy, Critic];

    /// <summary>As JSON; without where the journal is, which is no worker's business.</summary>
    public string ToJson() => new JsonObject
    {
        ["seed"] = Seed,
        ["run"] = Run,
        ["kind"] = Kind,
        ["threads"] = Threads,
        ["policy"] = RunFile.ToJson(Policy),
        ["critic"] = Critic is null ? null : RunFile.ToJson(Critic),
        ["recipe"] = RecipeJson.ToNode(Recipe with { Journal = new() }),
    }.ToJsonString();

    /// <exception cref="EnvironmentException">It is no description of a run, or a newer one.</exception>
    public static RunDescription Parse(string json, string origin)
    {
        try
        {
            var node = JsonNode.Parse(json)!;
            return new RunDescription(
                (string)node["seed"]!, (string)node["run"]!, (string)node["kind"]!, (int)node["threads"]!, RunFile.Version(node["policy"]!),
                node["critic"] is { } critic ? RunFile.Version(critic) : null, ResolvedRecipe.From(RecipeLayer.FromJson(node["recipe"]!.ToJsonString(), origin)).Recipe);
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or FormatException or ArgumentNullException or ConfigurationException)
        {
            throw new EnvironmentException($"What {origin} says of its run cannot be read ({e.Message}): use the same version of the program on all nodes.", e);
        }
    }
}
