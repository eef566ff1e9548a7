namespace CritiqueCluster.Benchmarks.Faults;

/// <summary>A kill and what came of it.</summary>
/// <param name="Role">Of what was killed.</param>
/// <param name="ToNext">Seconds to the next event in the journal, whoever wrote it; null if the run was over.</param>
/// <param name="Silence">Seconds of the longest pause between two events from then to the next kill, or to the run's end.</param>
internal sealed record Kill(string Role, double? ToNext, double? Silence);

/// <summary>A run, disturbed or not.</summary>
/// <param name="Parameters">Hash of the last version.</param>
/// <param name="Seconds">From the first event to the last.</param>
/// <param name="Kills">What was killed.</param>
/// <param name="Ends">Processes that ended by themselves, in their words.</param>
/// <param name="Rows">Rows of the journal that were seen, and must be there.</param>
/// <param name="Explorations">Explorations that were completed.</param>
/// <param name="Faults">What is not as it should be.</param>
internal sealed record DisturbedRun(
    string Parameters, double Seconds, IReadOnlyList<Kill> Kills, IReadOnlyList<string> Ends, int Rows, int Explorations, IReadOnlyList<string> Faults);
