namespace CritiqueCluster.Core.Exploration;

/// <summary>An exploration that no learning task has taken yet.</summary>
/// <param name="Id">The exploration.</param>
/// <param name="Oldest">The oldest version that has sampled a token of it, or may yet.</param>
/// <param name="Completed">Whether it is over.</param>
public sealed record Untaken(string Id, int Oldest, bool Completed);

/// <summary>
/// Which explorations a learning task takes. An exploration whose oldest token is of version v must be taken by task v + η at the latest.
/// So the oldest are taken first, and a task waits for one that is still under way where without it more would become due later than the
/// tasks until then have room for. What <see cref="Admission"/> lets begin always fits.
/// </summary>
public static class BatchAssembly
{
    /// <summary>The task's explorations, in the order in which they were heard of; null while some must be waited for.</summary>
    /// <param name="task">The task: as many versions have been published.</param>
    /// <param name="batch">Explorations per task.</param>
    /// <param name="staleness">η.</param>
    /// <param name="untaken">All that were admitted and not taken; the completed ones in the order in which they were heard of.</param>
    public static IReadOnlyList<string>? Next(int task, int batch, int staleness, IReadOnlyList<Untaken> untaken)
    {
        ArgumentNullException.ThrowIfNull(untaken);
        var oldestFirst = untaken.Where(e => e.Completed).OrderBy(e => e.Oldest).Take(batch).ToHashSet();
        if (oldestFirst.Count < batch)
            return null;
        var left = untaken.Where(e => !oldestFirst.Contains(e)).ToList();
        return Fits(task + 1, batch, staleness, left) ? [.. untaken.Where(oldestFirst.Contains).Select(e => e.Id)] : null;
    }

    /// <summary>Whether a task and those after it can take everything in time.</summary>
    private static bool Fits(int task, int batch, int staleness, IEnumerable<Untaken> left)
    {
        var due = 0L;
        foreach (var group in left.GroupBy(e => e.Oldest + staleness).OrderBy(group => group.Key))
        {
            due += group.Count();
            if (due > Math.Max(0, group.Key - task + 1L) * batch)
                return false;
        }
        return true;
    }
}
