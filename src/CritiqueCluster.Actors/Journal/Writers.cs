using System.Globalization;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Journal;

/// <summary>Who writes to a run's journal: the persistence ids of its actors.</summary>
public static class Writers
{
    /// <summary>Groups that the explorations of one stage are divided into. Stands in every journal, so it never changes.</summary>
    public const int Groups = 16;

    private const string Explorations = "explorations";

    /// <summary>The actor that leads the run.</summary>
    public static string Run(string run) => $"run/{run}";

    /// <summary>The learner.</summary>
    public static string Learner(string run) => $"learner/{run}";

    /// <summary>The group that an exploration belongs to, as stage and number: <c>2/t/7</c>.</summary>
    /// <param name="exploration">As <c>ExplorationSpec.IdOf</c> makes it: iteration, purpose and problem.</param>
    public static string GroupOf(string exploration)
    {
        ArgumentNullException.ThrowIfNull(exploration);
        var stage = exploration.IndexOf('/', exploration.IndexOf('/', StringComparison.Ordinal) + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{exploration[..Math.Max(0, stage)]}/{Hash(exploration) % Groups}");
    }

    /// <summary>The actor that writes for a group.</summary>
    public static string Group(string run, string group) => $"{Explorations}/{run}/{group}";

    /// <summary>The actors that write for the groups of a stage.</summary>
    public static IEnumerable<string> GroupsOf(string run, int iteration, ExplorationPurpose purpose) =>
        Enumerable.Range(0, Groups).Select(group => Group(run, string.Create(CultureInfo.InvariantCulture, $"{ExplorationSpec.StageOf(iteration, purpose)}/{group}")));

    /// <summary>Iteration and purpose (<c>t</c> or <c>e</c>) of a group's writer; null for other writers.</summary>
    public static (int Iteration, char Purpose)? StageOf(string writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return writer.Split('/') is [Explorations, .., var iteration, [var purpose], _]
            && int.TryParse(iteration, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? (number, purpose)
            : null;
    }

    /// <summary>FNV-1a: the same on every machine and in every version.</summary>
    private static uint Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var character in text)
            hash = (hash ^ character) * 16777619u;
        return hash;
    }
}
