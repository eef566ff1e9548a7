using System.Globalization;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Node.Reports.Charts;

namespace CritiqueCluster.Node.Reports.Html;

/// <summary>The numbers as pictures.</summary>
internal static class Curves
{
    public static Markup Render(RunReport report, IReadOnlyList<MetricPoint> metrics)
    {
        var rows = report.Iterations;
        return Markup.Of($"""
            <section id="curves"><h2>What it can, and how widely it explores</h2><div class="figures">
            {PassOverIterations(rows)}{PassOverK(rows)}{Distinct(rows)}{Entropy(rows)}
            </div></section>
            <section id="tail"><h2>Does training still reach the hard problems?</h2><div class="figures">
            {TailShare(report)}{Covered(rows)}{HeldOut(rows)}{Accepted(rows)}
            </div></section>
            <section id="work"><h2>What it cost</h2><div class="figures">
            {Tokens(rows)}{Time(report)}{Loss(metrics)}
            </div></section>
            """);
    }

    private static Markup PassOverIterations(IReadOnlyList<IterationReport> rows)
    {
        var all = rows.SelectMany(r => r.PassAt.Keys).Distinct().Order().ToList();
        return new LineChart("pass@k over iterations", "held-out problems; bands are 95 % bootstrap intervals over problems", "iteration",
            [.. all.Select((k, i) => new Line(Text($"pass@{k}"), Palette.Kind(i),
                [.. rows.Where(r => r.PassAt.ContainsKey(k)).Select(r => WithInterval(r, k))]))],
            Percent).Render();
    }

    private static Point WithInterval(IterationReport row, int k)
    {
        var interval = row.Evaluation?.PassAtInterval.GetValueOrDefault(k);
        return new Point(row.Iteration, row.PassAt[k], interval?.Low, interval?.High);
    }

    private static Markup PassOverK(IReadOnlyList<IterationReport> rows)
    {
        var measured = rows.Where(r => r.Evaluation is not null).ToList();
        var ks = measured.SelectMany(r => r.Evaluation!.PassCurve.Keys).Distinct().Order().ToList();
        return new LineChart("pass@k over k", "curves that cross show breadth lost for accuracy", "k (logarithmic)",
            [.. measured.Select((r, i) => new Line(RowName(r), r.Iteration == 0 ? Palette.Reference : Palette.Scale(i, measured.Count),
                [.. r.Evaluation!.PassCurve.OrderBy(p => p.Key).Select(p => new Point(Math.Log2(p.Key), p.Value))], r.Iteration == 0 ? LineChart.Dashed : "none"))],
            Percent)
        {
            XTicks = [.. ks.Select(k => (Math.Log2(k), Text($"{k}")))],
        }.Render();
    }

    private static Markup Distinct(IReadOnlyList<IterationReport> rows) => new LineChart(
        "Different correct solutions", "per held-out problem; effective number: Vendi score per solved problem", "iteration",
        [
            Over("distinct", 0, rows, r => r.DistinctPerProblem),
            Over("effective", 1, rows, r => r.Evaluation?.VendiScore),
        ], Plain).Render();

    private static Markup Entropy(IReadOnlyList<IterationReport> rows) => new LineChart(
        "Token entropy", "nats per sampled token: held-out evaluation, and the training exploration before each learning", "iteration",
        [
            Over("held-out", 0, rows, r => r.TokenEntropy),
            Over("training", 1, rows, r => r.Exploration?.TokenEntropy),
        ], Plain).Render();

    private static Markup TailShare(RunReport report)
    {
        var rows = report.Iterations.Where(r => r.Tail.Count > 0).ToList();
        var problems = Math.Max(1, report.Bins.Sum(b => b.Problems));
        return new StackedBars("Trajectories trained on, by difficulty", "bins by the base’s pass rate, frozen; first bar: all problems", "iteration",
            ["problems", .. rows.Select(r => Text($"{r.Iteration}"))],
            [.. Difficulty.Bins.Select((name, i) => new Segment(name, Palette.Scale(Difficulty.Bins.Count - 1 - i, Difficulty.Bins.Count),
                [(double)report.Bins[i].Problems / problems, .. rows.Select(r => r.Tail[i].Share ?? 0)]))],
            Percent).Render();
    }

    private static Markup Covered(IReadOnlyList<IterationReport> rows) => new LineChart(
        "Training problems with an accepted trajectory", "share of each bin’s problems", "iteration",
        [.. Difficulty.Bins.Select((name, i) => new Line(name, Palette.Scale(Difficulty.Bins.Count - 1 - i, Difficulty.Bins.Count),
            [.. rows.Where(r => r.Tail.Count > 0 && r.Tail[i].Covered is not null).Select(r => new Point(r.Iteration, r.Tail[i].Covered!.Value))]))],
        Percent).Render();

    private static Markup HeldOut(IReadOnlyList<IterationReport> rows)
    {
        var k = rows.SelectMany(r => r.PassAt.Keys).DefaultIfEmpty(0).Max();
        return new LineChart(Text($"Held-out pass@{k} by difficulty"), "bins by the base’s own samples, frozen; its row is 0 % or 100 % by that", "iteration",
            [.. Difficulty.Bins.Select((name, i) => new Line(name, Palette.Scale(Difficulty.Bins.Count - 1 - i, Difficulty.Bins.Count),
                [.. rows.Where(r => r.HeldOutByBin.Count > i && r.HeldOutByBin[i].PassAt.ContainsKey(k)).Select(r => new Point(r.Iteration, r.HeldOutByBin[i].PassAt[k]))]))],
            Percent).Render();
    }

    private static Markup Accepted(IReadOnlyList<IterationReport> rows)
    {
        var learned = rows.Where(r => r.Exploration is not null).ToList();
        var segments = ((string[])["sampled", "rewritten", "continued"])
            .Select((s, i) => new Segment(s, Palette.Kind(i), [.. learned.Select(r => (double)r.AcceptedBySource.GetValueOrDefault(s))]))
            .Where(s => s.Values.Any(v => v > 0));
        return new StackedBars("Accepted trajectories by source", "right, no shortcut, no duplicate", "iteration",
            [.. learned.Select(r => Text($"{r.Iteration}"))], [.. segments], Format.Brief).Render();
    }

    private static Markup Tokens(IReadOnlyList<IterationReport> rows)
    {
        var spent = rows.Where(r => r.GeneratedTokens > 0 || r.Evaluation is not null).ToList();
        return new StackedBars("Generated tokens", "per iteration", "iteration", [.. spent.Select(r => Text($"{r.Iteration}"))],
            [
                new Segment("attempts", Palette.Kind(0), [.. spent.Select(r => (double)(r.GeneratedTokens - r.CritiqueTokens))]),
                new Segment("critiques", Palette.Kind(1), [.. spent.Select(r => (double)r.CritiqueTokens)]),
                new Segment("evaluation", Palette.Reference, [.. spent.Select(r => (double)(r.Evaluation?.GeneratedTokens ?? 0))]),
            ], Format.Brief).Render();
    }

    private static Markup Time(RunReport report)
    {
        var timed = report.Iterations.Where(r => r.Seconds is not null).ToList();
        List<(string Name, PhaseSeconds Seconds)> bars = timed.Count > 0 ? [.. timed.Select(r => (Text($"{r.Iteration}"), r.Seconds!))] : [("run", report.Seconds)];
        return new StackedBars("Wall time by phase", Text($"{Format.Percent(report.Seconds.ModelShare)} of {Format.Seconds(report.Seconds.Total)} inside models"),
            timed.Count > 0 ? "iteration" : "", [.. bars.Select(b => b.Name)],
            [
                new Segment("generation", Palette.Kind(0), [.. bars.Select(b => b.Seconds.Generation)]),
                new Segment("critique", Palette.Kind(1), [.. bars.Select(b => b.Seconds.Critique)]),
                new Segment("learning", Palette.Kind(2), [.. bars.Select(b => b.Seconds.Learning)]),
                new Segment("other", Palette.Reference, [.. bars.Select(b => b.Seconds.Other)]),
            ], s => Format.Brief(s) + " s").Render();
    }

    private static Markup Loss(IReadOnlyList<MetricPoint> metrics)
    {
        var curves = metrics.Where(m => m.Kind == "learning" && m.Values.ContainsKey("loss")).GroupBy(m => m.Iteration).OrderBy(g => g.Key)
            .Select(g => (Iteration: g.Key, Steps: g.ToList())).ToList();
        var window = Math.Max(1, curves.Select(c => c.Steps.Count).DefaultIfEmpty(0).Max() / 8);
        return new LineChart("Learning loss", window == 1 ? "mean per trained token" : Text($"mean per trained token, over {window} steps"), "optimizer step",
            [.. curves.Select((c, i) => new Line(Text($"iteration {c.Iteration}"), Palette.Scale(i + 1, curves.Count + 1),
                [.. c.Steps.Select((s, at) => new Point(s.Step, c.Steps.Take(at + 1).TakeLast(window).Average(p => p.Values["loss"])))]))],
            Plain)
        {
            FromZero = false,
        }.Render();
    }

    private static Line Over(string name, int kind, IReadOnlyList<IterationReport> rows, Func<IterationReport, double?> value) => new(name, Palette.Kind(kind),
        [.. rows.Where(r => value(r) is not null).Select(r => new Point(r.Iteration, value(r)!.Value))]);

    private static string RowName(IterationReport row) => row.Iteration == 0 ? "base" : Text($"iteration {row.Iteration}");

    private static string Percent(double share) => Text($"{Math.Round(100 * share, 1)} %");

    private static string Plain(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
