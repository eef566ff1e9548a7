using System.Diagnostics;

namespace CritiqueCluster.Benchmarks;

/// <summary>
/// Measures rates against a limit taken in the same run: every repetition measures the limit and each subject in turn, so that
/// whatever else the machine does falls on all of them alike. Medians are reported, and each ratio is of one repetition.
/// </summary>
/// <param name="unit">What is counted per second.</param>
/// <param name="repetitions">How often everything is measured, after one repetition that only warms up.</param>
internal sealed class Comparison(string unit, int repetitions)
{
    private readonly List<(string Name, Func<Func<double>> Prepare, List<double> Rates)> _subjects = [];

    /// <summary>Adds what is measured; the first one added is the limit.</summary>
    /// <param name="name">As printed.</param>
    /// <param name="work">Does it once and returns how many units it did.</param>
    public Comparison Add(string name, Func<double> work) => AddPrepared(name, () => work);

    /// <summary>Adds what is measured without what has to be there before it.</summary>
    /// <param name="name">As printed.</param>
    /// <param name="prepare">Makes what is needed, and gives the work that is measured.</param>
    public Comparison AddPrepared(string name, Func<Func<double>> prepare)
    {
        _subjects.Add((name, prepare, []));
        return this;
    }

    /// <summary>Measures everything and prints a line for each subject.</summary>
    public void Run(TextWriter output)
    {
        for (var repetition = -1; repetition < repetitions; repetition++)
            foreach (var (_, prepare, rates) in _subjects)
            {
                var rate = Rate(prepare());
                if (repetition >= 0)
                    rates.Add(rate);
            }
        var limit = _subjects[0].Rates;
        foreach (var (name, _, rates) in _subjects)
        {
            var ratios = rates.Zip(limit, (rate, of) => rate / of).Order().ToList();
            output.WriteLine(FormattableString.Invariant(
                $"  {name,-44} {Median(rates),12:N0} {unit,-10} {Median(ratios),7:P1}  ({ratios[0]:P1} to {ratios[^1]:P1})"));
        }
    }

    private static double Rate(Func<double> work)
    {
        var start = Stopwatch.GetTimestamp();
        var units = work();
        return units / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The middle one; of an even number the mean of the middle two.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
