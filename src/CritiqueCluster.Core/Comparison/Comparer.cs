using System.Globalization;
using CritiqueCluster.Core.Diversity;

namespace CritiqueCluster.Core.Comparison;

/// <summary>Makes a comparison's report out of the reports of its runs. Pure: the same runs in any order give the same report.</summary>
public static class Comparer
{
    /// <summary>How far arms' tokens may be apart before the report warns.</summary>
    private const double Tolerance = 0.02;

    /// <summary>What a 95 % interval leaves to chance, and from how many of them on that is said.</summary>
    private const double ByChance = 0.05;
    private const int ManyTests = 20;

    /// <summary>Arms that others are compared with.</summary>
    public static IReadOnlyList<string> Controls { get; } = ["resample", "vanilla"];

    /// <summary>The report.</summary>
    /// <param name="name">The comparison's name.</param>
    /// <param name="arms">The arms, in the order in which they are told.</param>
    /// <param name="budget">Tokens that each run may explore with.</param>
    /// <param name="runs">The runs so far, at least one.</param>
    /// <param name="planned">How many there are to be; 0: these.</param>
    public static ComparisonReport Build(string name, IReadOnlyList<string> arms, long budget, IReadOnlyCollection<ComparedRun> runs, int planned = 0)
    {
        ArgumentNullException.ThrowIfNull(arms);
        ArgumentNullException.ThrowIfNull(runs);
        var byArm = arms.Select(arm => (Arm: arm, Runs: runs.Where(r => r.Arm == arm).OrderBy(r => r.Seed).ToList())).Where(a => a.Runs.Count > 0).ToList();
        if (byArm.Count == 0)
            throw new ArgumentException("There is no run to compare.", nameof(runs));
        var passAt = runs.SelectMany(r => r.Report.Iterations).SelectMany(i => i.PassAt.Keys).Distinct().Order().ToList();
        var pairs = Pairs(byArm.ToDictionary(a => a.Arm, a => a.Runs), [.. byArm.Select(a => a.Arm)], Measure.All(passAt)).ToList();
        var reports = new OrderedDictionary<string, ArmReport>(byArm.Select(a => KeyValuePair.Create(a.Arm, Report(a.Runs, passAt))));
        return new ComparisonReport(name, runs.First().Report.Problems, budget, reports, pairs, Verdict.Of(reports, pairs, passAt), [.. Missing(runs.Count, planned), .. Warnings(reports), .. Chance(pairs, passAt)]);
    }

    private static ArmReport Report(List<ComparedRun> runs, List<int> passAt)
    {
        var rows = runs.SelectMany(r => r.Report.Iterations.Select(i => i.Iteration)).Distinct().Order().ToList();
        return new ArmReport(
            [.. runs.Select(r => r.Seed)], runs.Any(r => r.Report.UpperBound), Values([.. runs.Select(r => r.Report.Iterations[^1])], passAt),
            [.. rows.Select(row => new MeasuredRow(row, Values([.. runs.SelectMany(r => r.Report.Iterations).Where(i => i.Iteration == row)], passAt)))],
            Over(runs, r => r.Iterations.Sum(i => i.GeneratedTokens))!, Over(runs, r => r.Iterations.Sum(i => i.CritiqueTokens))!,
            Over(runs, r => r.Iterations.Sum(i => i.Evaluation?.GeneratedTokens ?? 0))!, Over(runs, r => r.Seconds.Total)!,
            Over(runs, r => r.EntropyLaw?.Ceiling), Over(runs, r => r.CriticF1), Over(runs, r => r.CriticHelpfulness));
    }

    private static MeasuredValues Values(IReadOnlyList<IterationReport> rows, List<int> passAt)
    {
        var plain = Measure.All([]).ToDictionary(m => m.Name, m => Over(rows, m.Of));
        return new MeasuredValues(
            ByK(passAt, k => Over(rows, Measure.PassAt(k).Of)), ByK(passAt, k => Over(rows, Measure.HardPassAt(k).Of)), plain["hardCoverage"],
            plain["distinctPerProblem"], plain["tokenEntropy"], plain["answerEntropy"], plain["advantageCovariance"], plain["tailIndex"],
            new OrderedDictionary<string, BinValues>(Difficulty.Bins.Select((bin, i) => KeyValuePair.Create(bin, new BinValues(
                ByK(passAt, k => Over(rows, row => Measure.PassAtOfBin(row, i, k))), Over(rows, row => Measure.CoverageOfBin(row, i)))))));
    }

    private static SortedDictionary<int, Estimate> ByK(List<int> passAt, Func<int, Estimate?> of) =>
        new(passAt.Select(k => (k, Value: of(k))).Where(p => p.Value is not null).ToDictionary(p => p.k, p => p.Value!));

    private static Estimate? Over(IReadOnlyList<IterationReport> rows, Func<IterationReport, double?> of) =>
        Estimate.Of([.. rows.Select(of).OfType<double>()]);

    private static Estimate? Over(List<ComparedRun> runs, Func<RunReport, double?> of) =>
        Estimate.Of([.. runs.Select(r => of(r.Report)).OfType<double>()]);

    private static IEnumerable<ArmDifference> Pairs(Dictionary<string, List<ComparedRun>> runs, IReadOnlyList<string> arms, IReadOnlyList<Measure> measures) =>
        from control in Controls.Where(runs.ContainsKey)
        from arm in arms
        where arm != control && !(arm == Controls[1] && control == Controls[0]) // told once, as resample against vanilla
        from measure in measures
        let difference = Difference(runs[arm], runs[control], measure)
        where difference is not null
        select difference;

    private static ArmDifference? Difference(List<ComparedRun> a, List<ComparedRun> b, Measure measure)
    {
        var differences =
            (from x in a
             join y in b on x.Seed equals y.Seed
             let d = measure.Of(x.Report.Iterations[^1]) - measure.Of(y.Report.Iterations[^1])
             where d is not null
             select d.Value).ToList();
        return Estimate.Of(differences) is { } estimate
            ? new ArmDifference(a[0].Arm, b[0].Arm, measure.Name, estimate.Mean, estimate.Low, estimate.High, differences.Count)
            : null;
    }

    private static IEnumerable<string> Missing(int runs, int planned) => planned <= runs ? [] :
        [string.Create(CultureInfo.InvariantCulture, $"Not finished: this is of {runs} of {planned} runs.")];

    /// <summary>How many of the differences that are told would be taken for effects if there were none.</summary>
    private static IEnumerable<string> Chance(IReadOnlyList<ArmDifference> pairs, IReadOnlyList<int> passAt)
    {
        var told = Verdict.Told(passAt).Select(m => m.Name).ToHashSet();
        var tested = pairs.Count(p => p.Seeds >= ArmDifference.FewestSeeds && !Controls.Contains(p.A) && told.Contains(p.Measure));
        if (tested >= ManyTests)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{tested} differences are told, each with a 95 % interval of its own: if there were no effects at all, about {ByChance * tested:0} would exclude zero by chance.");
    }

    private static IEnumerable<string> Warnings(OrderedDictionary<string, ArmReport> arms)
    {
        var tokens = arms.Values.Select(a => a.GeneratedTokens.Mean).ToList();
        if (tokens.Max() > tokens.Min() * (1 + Tolerance))
            yield return string.Create(CultureInfo.InvariantCulture,
                $"Arms did not explore with the same number of tokens: {arms.MinBy(a => a.Value.GeneratedTokens.Mean).Key} with {tokens.Min():#,0}, {arms.MaxBy(a => a.Value.GeneratedTokens.Mean).Key} with {tokens.Max():#,0}.");
        var fewest = arms.Values.Min(a => a.Seeds.Count);
        if (fewest < ArmDifference.FewestSeeds)
            yield return fewest == 1
                ? "An arm has one seed: there are no intervals, and any difference may be chance."
                : "An arm has two seeds: intervals are very wide, and no difference is told from chance. Three are the fewest, five are better.";
        if (arms.Values.Any(a => !a.Seeds.SequenceEqual(arms.GetAt(0).Value.Seeds)))
            yield return "Arms have different seeds: only those that two arms share are compared.";
        foreach (var (name, _) in arms.Where(a => a.Value.UpperBound))
            yield return $"{name} is an upper bound: its critiques come from exact step checking, which knows what is right.";
    }
}
