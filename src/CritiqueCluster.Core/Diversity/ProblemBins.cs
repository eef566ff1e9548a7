using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Core.Diversity;

/// <summary>
/// The frozen difficulty bin of each of a run's problems, as the report has it: training problems by the first round of the first
/// exploration, held-out problems by the base's evaluation. Takes explorations in any order and keeps one number per problem.
/// </summary>
public sealed class ProblemBins
{
    private const int FirstExploration = 0;
    private const int BaseEvaluation = -1;

    private readonly Dictionary<string, byte> _training = [];
    private readonly Dictionary<string, byte> _heldOut = [];

    /// <summary>The bins that a run's explorations give.</summary>
    public static ProblemBins Of(IEnumerable<ExplorationRecord> explorations)
    {
        ArgumentNullException.ThrowIfNull(explorations);
        var bins = new ProblemBins();
        foreach (var exploration in explorations)
            bins.Add(exploration);
        return bins;
    }

    /// <summary>Adds a completed exploration; most of them tell nothing about bins.</summary>
    public void Add(ExplorationRecord exploration)
    {
        ArgumentNullException.ThrowIfNull(exploration);
        switch (exploration)
        {
            case { Purpose: ExplorationPurpose.Training, Iteration: FirstExploration }:
                Put(_training, exploration, attempt => attempt.Round == 0 && attempt.Attempt.Source == AttemptSource.Sampled);
                break;
            case { Purpose: ExplorationPurpose.Evaluation, Iteration: BaseEvaluation }:
                Put(_heldOut, exploration, _ => true);
                break;
        }
    }

    /// <summary>The bin of an exploration's problem, hardest first (<see cref="Difficulty.Bins"/>); null while it has none.</summary>
    public int? BinOf(ExplorationRecord exploration)
    {
        ArgumentNullException.ThrowIfNull(exploration);
        var bins = exploration.Purpose == ExplorationPurpose.Training ? _training : _heldOut;
        return bins.TryGetValue(exploration.Problem.Id, out var bin) ? bin : null;
    }

    private static void Put(Dictionary<string, byte> bins, ExplorationRecord exploration, Func<CheckedAttempt, bool> counts)
    {
        var attempts = exploration.Attempts.Where(counts).ToList();
        if (attempts.Count > 0)
            bins[exploration.Problem.Id] = (byte)Difficulty.BinOf(attempts.Count(attempt => attempt.Correct), attempts.Count);
    }
}
