using System.Globalization;

using CritiqueCluster.Core.Comparison;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Comparison;
using CritiqueCluster.Node.Reports.Charts;

namespace CritiqueCluster.Node.Reports.Html;

/// <summary>A comparison's report as one HTML file that needs nothing else.</summary>
/// <param name="Report">The numbers.</param>
/// <param name="Recipe">What all arms share.</param>
/// <param name="Examples">Problems that only one arm solved.</param>
internal sealed record ComparisonPage(ComparisonReport Report, Recipe Recipe, IReadOnlyList<OnlySolved> Examples)
{
    private List<int> PassAt { get; } = [.. Report.Arms.Values.SelectMany(arm => arm.Final.PassAt.Keys).Distinct().Order()];

    private bool Bands => Report.Arms.Count <= Palette.Kinds;

    /// <summary>The whole file.</summary>
    public string Render() => ReportPage.Document(Report.Name, Markup.Of($"""
        <header>
        <p class="kicker">CritiqueCluster · comparison</p>
        <h1>{Report.Name}</h1>
        <p class="badges"><span>problems <b>{Report.Problems}</b></span><span>policy <b>{Recipe.Policy.Model}</b></span><span>arms <b>{Report.Arms.Count}</b></span><span>seeds <b>{Text($"{Report.Arms.Values.Max(arm => arm.Seeds.Count)}")}</b></span><span>tokens to explore with <b>{Format.Brief(Report.TokenBudget)}</b></span></p>
        {Headline.ForSettings(Recipe)}
        {Report.Warnings.Select(warning => Markup.Of($"""<p class="warning">{warning}</p>"""))}
        {Verdict()}
        </header>
        <section id="final"><h2>After the last iteration</h2>
        <p class="lead">Mean over seeds; below it the 95 % interval of Student’s t over seeds.</p>
        {FinalTable()}
        </section>
        {Differences()}
        <section id="curves"><h2>Over iterations</h2><div class="figures">
        {PassAt.Select(k => Chart(Text($"pass@{k}"), "held-out problems", v => v.PassAt.GetValueOrDefault(k), share: true))}
        {PassOverK()}
        {Chart("Distinct correct solutions", "per held-out problem", v => v.DistinctPerProblem)}
        {Chart("Token entropy", "nats per sampled token, held-out problems", v => v.TokenEntropy)}
        {Chart("Answer entropy", "nats, of a problem’s final answers", v => v.AnswerEntropy)}
        </div></section>
        <section id="tail"><h2>The hard problems</h2><div class="figures">
        {PassAt.TakeLast(1).SelectMany(k => Difficulty.Bins.Take(3).Select(bin => Chart(Text($"pass@{k} of the bin {bin}"), "held-out problems by the base’s pass rate, frozen", v => v.ByBin[bin].PassAt.GetValueOrDefault(k), share: true)))}
        {Difficulty.Bins.Take(2).Select(bin => Chart($"Coverage of the bin {bin}", "training problems with an accepted trajectory", v => v.ByBin[bin].Coverage, share: true))}
        {Chart("Tail-narrowing index", "hardest bin’s share of training, 1 = as at first", v => v.TailIndex)}
        </div></section>
        {ExamplesSection()}
        {Reading()}
        """));

    /// <summary>The first lines at once; of many arms the others on demand.</summary>
    private Markup Verdict()
    {
        const int shown = 4;
        var lines = Report.Verdict.Split('\n').Select(line => Markup.Of($"""<p class="summary">{line}</p>""")).ToList();
        return lines.Count <= shown + 1
            ? Markup.Join(lines)
            : Markup.Of($"""{lines.Take(shown)}<details class="more"><summary>{Text($"{lines.Count - shown} more")}</summary>{lines.Skip(shown)}</details>""");
    }

    private Markup FinalTable() => Markup.Of($"""
        <div class="wide"><table><thead><tr><th>arm</th><th>seeds</th>{PassAt.Select(k => Markup.Of($"<th>pass@{k}</th>"))}{PassAt.TakeLast(1).Select(k => Markup.Of($"<th>pass@{k}, hard bin</th>"))}<th>hard bin covered</th><th>distinct</th><th>entropy</th><th>tail index</th><th>predicted ceiling</th><th>critic F1</th><th>helpfulness</th><th>tokens (critiques)</th><th>time</th></tr></thead>
        <tbody>{Report.Arms.Select(arm => FinalRow(arm.Key, arm.Value))}</tbody></table></div>
        """);

    private Markup FinalRow(string name, ArmReport arm) => Markup.Of($"""
        <tr><th>{name}{(arm.UpperBound ? " (upper bound)" : "")}</th><td>{Text($"{arm.Seeds.Count}")}</td>{PassAt.Select(k => ShareCell(arm.Final.PassAt.GetValueOrDefault(k)))}{PassAt.TakeLast(1).Select(k => ShareCell(arm.Final.HardPassAt.GetValueOrDefault(k)))}{ShareCell(arm.Final.HardCoverage)}{Cell(arm.Final.DistinctPerProblem, v => Format.Number(v))}{Cell(arm.Final.TokenEntropy, v => Format.Number(v, 3))}{Cell(arm.Final.TailIndex, v => Format.Number(v))}<td>{Format.Ceiling(arm.PredictedCeiling?.Mean)}</td><td>{Format.Number(arm.CriticF1?.Mean)}</td><td>{Format.Percent(arm.CriticHelpfulness?.Mean)}</td><td>{Format.Count((long)arm.GeneratedTokens.Mean)}<small>({Format.Count((long)arm.CritiqueTokens.Mean)})</small></td><td>{Format.Seconds(arm.Seconds.Mean)}</td></tr>
        """);

    private static Markup ShareCell(Estimate? estimate) => Cell(Possible(estimate), Format.Percent);

    /// <summary>An interval of few seeds may leave what a share can be: that part is not shown.</summary>
    private static Estimate? Possible(Estimate? share) => share is null ? null
        : share with { Low = share.Low is { } low ? Math.Max(0, low) : null, High = share.High is { } high ? Math.Min(1, high) : null };

    private static Markup Cell(Estimate? estimate, Func<double?, string> format) => estimate is null ? Markup.Of($"<td>–</td>")
        : Markup.Of($"<td>{format(estimate.Mean)}<small>{(estimate is { Low: { } low, High: { } high } ? $"{format(low)} to {format(high)}" : "")}</small></td>");

    private Markup Differences()
    {
        var measures = Measure.All(PassAt).Where(m => Report.Pairs.Any(p => p.Measure == m.Name)).ToList();
        return Markup.Join(Comparer.Controls.Where(control => Report.Pairs.Any(p => p.B == control)).Select(control => Markup.Of($"""
            <section><h2>Differences from {control}</h2>
            <p class="lead">Paired by seed: the same problems, base and first attempts. Bold: the 95 % interval over three seeds or more excludes zero. Shares are in points.</p>
            <div class="wide"><table><thead><tr><th>arm</th>{measures.Select(m => Markup.Of($"<th>{m.Title}</th>"))}</tr></thead>
            <tbody>{Report.Arms.Keys.Where(arm => Report.Pairs.Any(p => p.A == arm && p.B == control)).Select(arm => Markup.Of($"<tr><th>{arm}</th>{measures.Select(m => Difference(m, Report.Pairs.FirstOrDefault(p => p.A == arm && p.B == control && p.Measure == m.Name)))}</tr>"))}</tbody></table></div>
            </section>
            """)));
    }

    private static Markup Difference(Measure measure, ArmDifference? pair)
    {
        if (pair is null)
            return Markup.Of($"<td>–</td>");
        var mean = Signed(measure, pair.Difference);
        return Markup.Of($"<td>{(pair.ExcludesZero ? Markup.Of($"<b>{mean}</b>") : Markup.Of($"{mean}"))}<small>{(pair is { Low: { } low, High: { } high } ? $"{Signed(measure, low)} to {Signed(measure, high)}" : "one seed")}</small></td>");
    }

    private static string Signed(Measure measure, double value) =>
        measure.IsShare ? Format.Points(value) : value.ToString("+0.000;−0.000;0.000", CultureInfo.InvariantCulture);

    private Markup Chart(string title, string note, Func<MeasuredValues, Estimate?> of, bool share = false) => new LineChart(title, Bands ? $"{note}; bands are 95 % intervals over seeds" : note, "iteration",
        [.. Report.Arms.Select((arm, i) => new Line(arm.Key, Palette.Kind(i), Points(arm.Value.Iterations.Select(row => ((double)row.Iteration, share ? Possible(of(row.Values)) : of(row.Values)))), Palette.Dash(i)))],
        value => share ? Share(value) : Plain(value))
    {
        Most = share ? 1 : double.PositiveInfinity,
        FromZero = false,
        Bands = Bands,
    }.Render();

    private Markup PassOverK() => new LineChart("pass@k over k", "after the last iteration; curves that cross show breadth lost for accuracy", "k (logarithmic)",
        [
            new Line("base", Palette.Reference, Points(Report.Arms.Values.First().Iterations[0].Values.PassAt.Select(p => (Math.Log2(p.Key), Possible(p.Value)))), LineChart.Dashed),
            .. Report.Arms.Select((arm, i) => new Line(arm.Key, Palette.Kind(i), Points(arm.Value.Final.PassAt.Select(p => (Math.Log2(p.Key), Possible(p.Value)))), Palette.Dash(i))),
        ],
        value => Share(value))
    {
        Most = 1,
        XTicks = [.. PassAt.Select(k => (Math.Log2(k), Text($"{k}")))],
        Bands = Bands,
    }.Render();

    private static List<Point> Points(IEnumerable<(double X, Estimate? Y)> values) =>
        [.. values.Where(v => v.Y is not null).Select(v => new Point(v.X, v.Y!.Mean, v.Y.Low, v.Y.High))];

    private Markup ExamplesSection() => Examples.Count == 0 ? Markup.None : Markup.Of($"""
        <section id="examples"><h2>Problems that only one arm solved</h2>
        <p class="lead">Held-out problems of which the last policies of exactly one arm had a right sample, those with most seeds first. With {Recipe.Evaluation.Samples} samples a seed, some of this is luck.</p>
        <div class="wide"><table><thead><tr><th>arm</th><th class="text">problem</th><th>level</th><th>with seeds</th><th class="text">solution</th></tr></thead>
        <tbody>{Examples.Select(e => Markup.Of($"""<tr><th>{e.Arm}</th><td class="mono text">{e.Problem.Statement}</td><td>{e.Problem.Level}</td><td>{e.Seeds} of {e.Of}</td><td class="mono text">{e.Solution.ReplaceLineEndings("; ")}</td></tr>"""))}</tbody></table></div>
        </section>
        """);

    private static Markup Reading() => Markup.Of($"""
        <section id="glossary"><h2>How to read this</h2>
        <dl>
        <dt>arm</dt><dd>What is done with the budget, or how it is learned from. <code>resample</code> is the control for critique: it spends on more samples of the problems that fail what the other spends on critiques and refinements. <code>comparison.json</code> has every arm’s recipe.</dd>
        <dt>equal tokens</dt><dd>Every run explores with the same number of sampled tokens; critiques count, and what is sampled and thrown away counts. What measuring takes is the same for all and not in it.</dd>
        <dt>95 % interval</dt><dd>Mean ± t · s / √n over seeds; of shares, what lies between 0 and 100 % of it. Differences are paired by seed. An interval that holds zero shows no effect; many comparisons at once will show some by chance.</dd>
        <dt>hard bin</dt><dd>Problems that the base never solved in the samples that it was measured with; frozen. Some are there by bad luck only, so that every arm seems to gain on them: compare arms.</dd>
        <dt>coverage</dt><dd>Share of a bin’s training problems with an accepted trajectory in the last exploration. How the embedded critic is used was chosen on training problems of this kind: believe what held-out problems show before it.</dd>
        <dt>predicted ceiling</dt><dd>Of pass@1, by the entropy law R = −a·exp(H) + b (arXiv 2505.22617) fitted to each run: b − a.</dd>
        <dt>pass@k, distinct solutions, entropy, tail-narrowing index</dt><dd>As in the report of each run, which is in its folder.</dd>
        </dl>
        <p class="hashes">The same numbers are in <code>report.json</code>, every single value in <code>report.csv</code>.</p>
        </section>
        """);

    private static string Share(double? share) => share is { } s ? Text($"{Math.Round(100 * s, 1)} %") : "–";

    private static string Plain(double? number) => number?.ToString("0.###", CultureInfo.InvariantCulture) ?? "–";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
