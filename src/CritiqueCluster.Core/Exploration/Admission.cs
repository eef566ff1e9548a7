using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Exploration;

/// <summary>
/// Which explorations a streaming run may begin, and on which problems: exploration n = 0, 1, 2, … begins once
/// n &lt; (published + η + 1) · batch (AReaL, arXiv 2505.24298). Everything follows from n, the run's seed and how many versions have been
/// published, so none of it has to be written down.
/// </summary>
/// <param name="problems">Training problems; each is explored once in each pass over them.</param>
/// <param name="batch">Explorations per learning task.</param>
/// <param name="staleness">η: how many versions older than the one that is learned from a token may be.</param>
/// <param name="tasks">Learning tasks in all: what they would not take is not begun.</param>
/// <param name="seed">The run's seed.</param>
public sealed class Admission(int problems, int batch, int staleness, int tasks, long seed)
{
    private readonly List<int> _order = [];

    /// <summary>Explorations per learning task.</summary>
    public int Batch => batch;

    /// <summary>η.</summary>
    public int Staleness => staleness;

    /// <summary>That of a recipe.</summary>
    /// <param name="recipe">A streaming one.</param>
    /// <param name="problems">Training problems that there are.</param>
    /// <exception cref="ConfigurationException">There are fewer problems than a batch has explorations.</exception>
    public static Admission Of(Recipe recipe, int problems)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe.Streaming.Batch <= problems
            ? new Admission(problems, recipe.Streaming.Batch, recipe.Streaming.Staleness, recipe.Iterations, recipe.Seed)
            : throw new ConfigurationException(
                $"Streaming.Batch is {recipe.Streaming.Batch}, but there are {problems} training problems: a batch has a problem once at most. Use --set Streaming.Batch={problems}.");
    }

    /// <summary>How many explorations have been admitted when so many versions have been published: those below this number.</summary>
    public long Limit(int published) => (long)Math.Min(tasks, published + staleness + 1) * batch;

    /// <summary>The admission batch that an exploration belongs to. It is the iteration in its id, not the task that learns from it.</summary>
    public int BatchOf(long n) => (int)(n / batch);

    /// <summary>The version that is the newest when an exploration is admitted: none of its tokens is older.</summary>
    public int VersionOf(long n) => Math.Max(0, BatchOf(n) - staleness);

    /// <summary>The place of an exploration's problem among the training problems.</summary>
    public int ProblemOf(long n)
    {
        while (_order.Count <= n)
            AddPass();
        return _order[(int)n];
    }

    /// <summary>
    /// The next pass: all problems in an order drawn by seed and pass. Those that the batch at its beginning has already, from the pass
    /// before, stand behind that batch, since an exploration's id is batch and problem.
    /// </summary>
    private void AddPass()
    {
        int[] order = [.. Enumerable.Range(0, problems)];
        var random = SplitMix64.Derive(seed, "admission", _order.Count / problems);
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = random.Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        var begun = _order.TakeLast(_order.Count % batch).ToHashSet();
        int[] first = [.. order.Where(problem => !begun.Contains(problem)).Take(batch - begun.Count)];
        _order.AddRange(first);
        _order.AddRange(order.Except(first));
    }
}
