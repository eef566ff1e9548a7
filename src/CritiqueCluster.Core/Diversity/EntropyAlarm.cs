using System.Globalization;

namespace CritiqueCluster.Core.Diversity;

/// <summary>Token entropy has left the range in which a run explores: too little, and it repeats itself; too much, and it babbles.</summary>
/// <param name="Iteration">The row where it was first seen.</param>
/// <param name="Text">What was seen, and what helps.</param>
public sealed record EntropyAlarm(int Iteration, string Text)
{
    private const double Collapse = 0.5, BlowUp = 2;

    /// <summary>The alarms of a run's rows: each kind once, against the first row that was measured.</summary>
    public static IReadOnlyList<EntropyAlarm> Of(IEnumerable<IterationReport> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var all = rows.ToList();
        var evaluates = all.Exists(row => row.TokenEntropy is not null); // explorations have another temperature, and refinements
        var measured = all.Select(row => (row.Iteration, Entropy: evaluates ? row.TokenEntropy : row.Exploration?.TokenEntropy)).Where(row => row.Entropy is not null).ToList();
        if (measured.Count < 2 || measured[0].Entropy is not > 0)
            return [];
        var first = measured[0].Entropy!.Value;
        var collapsed = measured.Where(row => row.Entropy < Collapse * first).Take(1).Select(row => Alarm(row.Iteration, first, row.Entropy!.Value,
            "collapses: samples repeat themselves. Raise Rollout.Temperature or Learner.SupervisedMix, lower Learner.LearningRate, or keep entropy with Learner.Objective=KlCov or Learner.EntropyBonus."));
        var blownUp = measured.Where(row => row.Entropy > BlowUp * first).Take(1).Select(row => Alarm(row.Iteration, first, row.Entropy!.Value,
            "blows up: samples become noise. Lower Learner.LearningRate or Learner.EntropyBonus, or add Learner.SupervisedMix."));
        return [.. collapsed.Concat(blownUp)];
    }

    private static EntropyAlarm Alarm(int iteration, double first, double now, string what) => new(iteration, string.Create(
        CultureInfo.InvariantCulture, $"Token entropy went from {first:0.000} to {now:0.000} nats by iteration {iteration} and {what}"));
}
