using CritiqueCluster.Actors.Journal;

namespace CritiqueCluster.Actors.Learning;

/// <summary>
/// Which of a run's learners has it: a fold over <see cref="LearnerTookOver"/>. A learner that had it and has it no more was cut off while
/// another took over, and must end.
/// </summary>
/// <param name="incarnation">This learner, when it is started again after trouble with the journal, too; no other has its name.</param>
internal sealed class Succession(string incarnation)
{
    private LearnerTookOver? _last;
    private bool _wasThis;

    /// <summary>Whether this learner has the run.</summary>
    public bool IsThis => _last?.Incarnation == incarnation;

    /// <summary>Who took the run over from this learner; null if nobody did.</summary>
    public string? Successor => _wasThis && !IsThis ? _last!.Incarnation : null;

    public void Apply(LearnerTookOver tookOver)
    {
        _last = tookOver;
        _wasThis |= IsThis;
    }

    /// <summary>What this learner journals to have the run.</summary>
    public LearnerTookOver TakeOver() => new((_last?.Epoch ?? 0) + 1, incarnation);
}
