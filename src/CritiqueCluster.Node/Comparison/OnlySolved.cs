using CritiqueCluster.Core;
using CritiqueCluster.Core.Comparison;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Comparison;

/// <summary>A held-out problem that one arm's last policies solved and no other arm's.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Seeds">With how many of its seeds.</param>
/// <param name="Of">Seeds that every arm has.</param>
/// <param name="Solution">One of the right samples.</param>
internal sealed record OnlySolved(string Arm, Problem Problem, int Seeds, int Of, string Solution)
{
    private const int Most = 3; // examples of an arm

    /// <summary>
    /// For each arm the problems with most seeds first, by the journals of the runs: of those that lie here, and of seeds that every arm has.
    /// </summary>
    public static IReadOnlyList<OnlySolved> By(ComparisonFolder folder, ComparisonFile file, IReadOnlyCollection<ComparedRun> runs)
    {
        var arms = file.Arms.Keys.Where(arm => runs.Any(r => r.Arm == arm)).ToList();
        var seeds = file.Seeds.Where(seed => arms.All(arm => runs.Any(r => (r.Arm, r.Seed) == (arm, seed)) && folder.RunOf(arm, seed).HasRun)).ToList();
        if (arms.Count < 2 || seeds.Count == 0)
            return [];
        var solved = new Dictionary<(string Problem, string Arm), OnlySolved>();
        try
        {
            Collect();
        }
        catch (EnvironmentException)
        {
            return []; // a journal that cannot be read now would make it look as if its arm had solved nothing
        }
        return [.. solved.Values.GroupBy(s => s.Problem.Id).Where(g => g.Count() == 1).Select(g => g.Single())
            .GroupBy(s => s.Arm).OrderBy(g => arms.IndexOf(g.Key))
            .SelectMany(g => g.OrderByDescending(s => s.Seeds).ThenBy(s => s.Problem.Id, StringComparer.Ordinal).Take(Most))];

        void Collect()
        {
            foreach (var (arm, seed) in seeds.SelectMany(seed => arms.Select(arm => (arm, seed))))
                foreach (var exploration in RunJournal.Explorations(folder.RunOf(arm, seed)).Where(e => IsLast(e, file.Arms[arm])))
                    if (exploration.Attempts.FirstOrDefault(a => a.Correct) is { } right)
                        solved[(exploration.Problem.Id, arm)] = solved.GetValueOrDefault((exploration.Problem.Id, arm)) is { } known
                            ? known with { Seeds = known.Seeds + 1 }
                            : new OnlySolved(arm, exploration.Problem, 1, seeds.Count, right.Attempt.Text);
        }
    }

    private static bool IsLast(ExplorationRecord exploration, Recipe recipe) =>
        exploration.Purpose == ExplorationPurpose.Evaluation && exploration.Iteration == recipe.Iterations - 1;
}
