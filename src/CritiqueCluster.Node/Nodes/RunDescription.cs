using System.Text.Json;
using System.Text.Json.Nodes;

using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Nodes;

/// <summary>What a node needs to know of a run to join it; given by the node that leads the run, and by core nodes that joined it.</summary>
/// <param name="Seed">Where the cluster is joined, as <c>host:port</c>.</param>
/// <param name="Cluster">Names the cluster: the same on all of its nodes, another when one is founded anew for the run.</param>
/// <param name="Run">The run's key.</param>
/// <param name="Folder">The run folder, on the machine of the node that leads it.</param>
/// <param name="Journal">Where its events are kept; without a password.</param>
/// <param name="Parameters">Who gives the base models: an HTTP address.</param>
/// <param name="Kind">The kind of its problems.</param>
/// <param name="Threads">Threads of libtorch.</param>
/// <param name="Policy">The base policy.</param>
/// <param name="Critic">The critic; null for the exact one, or none.</param>
/// <param name="Recipe">The run's recipe.</param>
internal sealed record RunDescription(
    string Seed, string Cluster, string Run, string Folder, JournalOptions Journal, Uri Parameters, string Kind, int Threads, ParameterVersion Policy, ParameterVersion? Critic, Recipe Recipe)
{
    /// <summary>The base models.</summary>
    public IEnumerable<ParameterVersion> Models => Critic is null ? [Policy] : [Policy, Critic];

    /// <summary>The journal, by this process's connection string where there is one.</summary>
    /// <exception cref="EnvironmentException">It is a file on another machine.</exception>
    public JournalStore OpenJournal()
    {
        var journal = RunJournal.StoreOf(new RunFolder(Folder), Run, RunJournal.ByEnvironment(Journal));
        return journal is not SqliteJournal file || File.Exists(file.File)
            ? journal
            : throw new EnvironmentException($"The journal of {Run} is {file.File} on the machine of the node that leads it: core nodes of several machines need a run with Journal.Provider=postgresql.");
    }

    /// <summary>As JSON.</summary>
    public string ToJson() => new JsonObject
    {
        ["seed"] = Seed,
        ["cluster"] = Cluster,
        ["run"] = Run,
        ["folder"] = Folder,
        ["journal"] = new JsonObject { ["provider"] = Journal.Provider, ["connection"] = RunJournal.WithoutPassword(Journal).Connection },
        ["parameters"] = Parameters.AbsoluteUri,
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
                (string)node["seed"]!, (string)node["cluster"]!, (string)node["run"]!, (string)node["folder"]!,
                new JournalOptions { Provider = (string)node["journal"]!["provider"]!, Connection = (string)node["journal"]!["connection"]! },
                new Uri((string)node["parameters"]!), (string)node["kind"]!, (int)node["threads"]!, RunFile.Version(node["policy"]!),
                node["critic"] is { } critic ? RunFile.Version(critic) : null, ResolvedRecipe.From(RecipeLayer.FromJson(node["recipe"]!.ToJsonString(), origin)).Recipe);
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or InvalidOperationException or FormatException or ArgumentNullException or ConfigurationException)
        {
            throw new EnvironmentException($"What {origin} says of its run cannot be read ({e.Message}): use the same version of the program on all nodes.", e);
        }
    }
}
