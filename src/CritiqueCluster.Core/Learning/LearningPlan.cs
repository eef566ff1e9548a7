namespace CritiqueCluster.Core.Learning;

/// <summary>
/// The batches of a learning task, epoch after epoch. Where the objective listens before the task, its examples are prepared first, a
/// batch of the first epoch at a time: they are in it once each.
/// </summary>
/// <param name="batches">All batches.</param>
/// <param name="epochs">How often each example is in them.</param>
/// <param name="listens">Whether examples are prepared.</param>
internal sealed class LearningPlan(IReadOnlyList<IReadOnlyList<TrainingExample>> batches, int epochs, bool listens)
{
    private readonly Queue<IReadOnlyList<TrainingExample>> _unprepared = new(listens ? batches.Take(batches.Count / Math.Max(1, epochs)) : []);
    private readonly Dictionary<TrainingExample, TrainingExample> _prepared = new(ReferenceEqualityComparer.Instance);

    /// <summary>Optimizer steps.</summary>
    public int Count => batches.Count;

    /// <summary>Examples in all batches, those of every epoch counted.</summary>
    public int Examples => batches.Sum(b => b.Count);

    /// <summary>Whether steps may begin.</summary>
    public bool IsPrepared => _unprepared.Count == 0;

    /// <summary>A batch as its step takes it.</summary>
    public IReadOnlyList<TrainingExample> this[int step] => listens ? [.. batches[step].Select(e => _prepared[e])] : batches[step];

    /// <summary>Prepares some more.</summary>
    public void Prepare(Func<IReadOnlyList<TrainingExample>, IReadOnlyList<TrainingExample>> prepare)
    {
        var some = _unprepared.Dequeue();
        foreach (var (example, prepared) in some.Zip(prepare(some)))
            _prepared[example] = prepared;
    }
}
