using System.Globalization;

namespace CritiqueCluster.Core.Comparison;

/// <summary>A comparison in plain words, made from its numbers: it says so where there is no effect.</summary>
internal static class Verdict
{
    /// <summary>A line for each arm and control.</summary>
    public static string Of(IReadOnlyDictionary<string, ArmReport> arms, IReadOnlyList<ArmDifference> pairs, IReadOnlyList<int> passAt)
    {
        if (passAt.Count == 0)
            return "Nothing was measured: evaluation is off.";
        var told = Told(passAt);
        var sentences = arms.Keys.Where(arm => !Comparer.Controls.Contains(arm)).SelectMany(arm => Comparer.Controls.Where(arms.ContainsKey).Select(control =>
            Sentence(arm, control, arms[arm].UpperBound, [.. told.Select(m => (m, pairs.FirstOrDefault(p => p.A == arm && p.B == control && p.Measure == m.Name)))])));
        var text = string.Join('\n', sentences.Where(s => s.Length > 0));
        return text.Length > 0 ? text : "Controls alone: add another arm, as critique, and vanilla or resample to compare it with.";
    }

    /// <summary>The measures that are told.</summary>
    public static IReadOnlyList<Measure> Told(IReadOnlyList<int> passAt) => passAt.Count == 0 ? [] :
        [Measure.PassAt(passAt[0]), .. passAt.Count > 1 ? new[] { Measure.PassAt(passAt[^1]) } : [], Measure.HardPassAt(passAt[^1]), Measure.HardCoverage];

    private static string Sentence(string arm, string control, bool upperBound, IReadOnlyList<(Measure Measure, ArmDifference? Difference)> told)
    {
        var known = told.Where(t => t.Difference is not null).Select(t => (t.Measure, Difference: t.Difference!)).ToList();
        if (known.Count == 0)
            return "";
        var name = upperBound ? $"{arm} (an upper bound)" : arm;
        if (known.Max(k => k.Difference.Seeds) is var most && most < ArmDifference.FewestSeeds)
            return $"With {(most == 1 ? "one seed" : "two seeds")}, {name} against {control}: {string.Join("; ", known.Select(k => $"{k.Measure.Title} {Points(k.Difference.Difference)} points"))}; chance alone may explain it.";
        known.RemoveAll(k => k.Difference.Seeds < ArmDifference.FewestSeeds); // there was no such problem with the other seeds
        var effects = known.Where(k => k.Difference.ExcludesZero).ToList();
        var none = known.Where(k => !k.Difference.ExcludesZero).ToList();
        var seeds = Text($"{known.Max(k => k.Difference.Seeds)} seeds");
        var parts = new List<string>();
        if (effects.Count > 0)
            parts.Add($"{name} has {string.Join(", ", effects.Select(Effect))} than {control} ({seeds})");
        if (none.Count > 0)
            parts.Add($"{(effects.Count > 0 ? "no difference beyond chance in" : $"Between {name} and {control} there is no difference beyond chance ({seeds}) in")} {string.Join(", ", none.Select(NoEffect))}");
        return $"{string.Join("; ", parts)}.";
    }

    private static string Effect((Measure Measure, ArmDifference Difference) told)
    {
        var d = told.Difference;
        var (low, high) = d.Difference > 0 ? (d.Low, d.High) : (-d.High, -d.Low);
        return $"a {told.Measure.Title} {Text($"{100 * Math.Abs(d.Difference):0.0}")} points {(d.Difference > 0 ? "higher" : "lower")} (95 % interval {Text($"{100 * low:0.0}")} to {Text($"{100 * high:0.0}")})";
    }

    private static string NoEffect((Measure Measure, ArmDifference Difference) told) =>
        $"{told.Measure.Title} ({Points(told.Difference.Difference)} points, {Points(told.Difference.Low!.Value)} to {Points(told.Difference.High!.Value)})";

    private static string Points(double share) => (100 * share).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
