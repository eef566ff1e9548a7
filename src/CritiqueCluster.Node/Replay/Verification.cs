using System.Text.Json;
using System.Text.Json.Nodes;

using CritiqueCluster.Core.Models.Runtime;

namespace CritiqueCluster.Node.Replay;

/// <summary>A published version against the one that its replay gave.</summary>
/// <param name="Model"><c>policy</c> or <c>critic</c>.</param>
/// <param name="Version">Its step number.</param>
/// <param name="Journalled">The hash that the journal has.</param>
/// <param name="Replayed">The hash that came out now, or that the replay began with after a compaction; null if the journal lacks what it was learned from.</param>
/// <param name="Compacted">What it was learned from was removed by <c>journal compact</c>, which had verified it.</param>
/// <param name="Published">The hash of its files in the run folder; null if they are not there, <c>damaged</c> if they cannot be read.</param>
internal sealed record ReplayedVersion(string Model, int Version, string Journalled, string? Replayed, bool Compacted, string? Published)
{
    public bool Same => (Replayed is null ? Compacted : Journalled == Replayed) && !Spoiled;

    /// <summary>The files are not what was published.</summary>
    public bool Spoiled => Published is not null && Published != Journalled;
}

/// <summary>What a verification found.</summary>
/// <param name="Versions">Every published version, in order.</param>
/// <param name="Explorations">Completed explorations in the journal.</param>
/// <param name="Trajectories">Trajectories that were learned from, over all iterations.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Difference">The first difference, in words; null if there is none.</param>
/// <param name="Skipped">What was passed over because it was damaged.</param>
/// <param name="Made">The machine that the run was made on; null where it did not note that.</param>
internal sealed record Verification(
    IReadOnlyList<ReplayedVersion> Versions, int Explorations, long Trajectories, double Seconds, string? Difference, IReadOnlyList<string> Skipped,
    Machine? Made = null)
{
    /// <summary>The machine that verified.</summary>
    public Machine This { get; init; } = Machine.Here;

    /// <summary>Everything that was published came out again, and nothing was passed over.</summary>
    public bool Verified => Versions.All(version => version.Same) && Skipped.Count == 0;

    public JsonObject ToJson() => new()
    {
        ["verified"] = Verified,
        ["versions"] = new JsonArray([.. Versions.Select(version => new JsonObject
        {
            ["version"] = version.Version,
            ["journalled"] = version.Journalled,
            ["replayed"] = version.Replayed,
            ["compacted"] = version.Compacted,
            ["published"] = version.Published,
            ["model"] = version.Model,
        })]),
        ["explorations"] = Explorations,
        ["trajectories"] = Trajectories,
        ["seconds"] = Seconds,
        ["difference"] = Difference,
        ["machine"] = new JsonObject
        {
            ["made"] = JsonSerializer.SerializeToNode(Made, JsonSerializerOptions.Web),
            ["this"] = JsonSerializer.SerializeToNode(This, JsonSerializerOptions.Web),
            ["alike"] = Made is null ? null : Made == This,
        },
        ["skipped"] = new JsonArray([.. Skipped.Select(line => (JsonNode)line)]),
    };
}
