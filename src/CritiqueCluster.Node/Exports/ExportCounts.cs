using System.Text.Json.Nodes;

using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Node.Exports;

/// <summary>What was written.</summary>
internal sealed class ExportCounts
{
    /// <summary>Explorations that were asked for.</summary>
    public int Explorations { get; private set; }

    /// <summary>Attempts written; as messages, conversations from problem to solution.</summary>
    public int Attempts { get; private set; }

    /// <summary>Critiques written; as messages, conversations from critique to refinement.</summary>
    public int Critiques { get; private set; }

    /// <summary>Size of what was written.</summary>
    public long Bytes { get; set; }

    /// <summary>Counts an exploration and what was written of it.</summary>
    public void Add(int attempts, int critiques)
    {
        Explorations++;
        Attempts += attempts;
        Critiques += critiques;
    }

    /// <summary>Counts an exploration that was written whole.</summary>
    public void Add(ExplorationRecord exploration) => Add(exploration.Attempts.Count, exploration.Critiques.Count);

    public JsonObject ToJson(ExportFormat format, string output) => new()
    {
        ["format"] = format.ToString().ToLowerInvariant(),
        ["output"] = output,
        ["explorations"] = Explorations,
        ["attempts"] = Attempts,
        ["critiques"] = Critiques,
        ["bytes"] = Bytes,
    };

    public override string ToString() =>
        FormattableString.Invariant($"{Explorations} explorations, {Attempts} attempts, {Critiques} critiques, {Bytes} bytes");
}
