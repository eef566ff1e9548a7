using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Diversity;

namespace CritiqueCluster.Node.Control;

/// <summary>A run that is handed to a learner.</summary>
/// <param name="Run">Its name; empty: the recipe's, with a number where that is taken.</param>
/// <param name="Recipe">The resolved recipe, as JSON; empty with <paramref name="Resume"/>.</param>
/// <param name="Resume">Go on with the run of that name; where the learner is at it, follow it.</param>
/// <param name="Id">Names this wish: asked again because the answer was lost, it is answered again.</param>
internal sealed record RunSubmission(string Run, string Recipe, bool Resume = false, string Id = "")
{
    /// <summary>With an id that no other has.</summary>
    public RunSubmission Named() => this with { Id = Guid.NewGuid().ToString("N") };
}

/// <summary>How far a run is.</summary>
internal enum RunFate
{
    /// <summary>The learner is at it.</summary>
    Running,

    /// <summary>It can be resumed.</summary>
    Stopped,

    /// <summary>It has a report.</summary>
    Completed,
}

/// <summary>What a learner says of a run that it was handed.</summary>
/// <param name="Run">Its name.</param>
/// <param name="Folder">Where it is, on the learner's machine.</param>
/// <param name="Fate">How far it is.</param>
/// <param name="Iterations">Iterations in all.</param>
/// <param name="Evaluates">Whether each version is evaluated.</param>
/// <param name="Progress">Where it stands; null where that is not known, or it is over.</param>
/// <param name="Report">What it gave; null before it is completed.</param>
/// <param name="Ended">The last of the phases that ended while this learner was at it, a few, oldest first: what stood at their end.</param>
internal sealed record RunAccount(
    string Run, string Folder, RunFate Fate, int Iterations, bool Evaluates, RunProgress? Progress, RunReport? Report, IReadOnlyList<RunProgress>? Ended = null);
