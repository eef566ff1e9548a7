using CritiqueCluster.Core.Diversity;

namespace CritiqueCluster.Node.Reports.Html;

/// <summary>The numbers per iteration, per level and per difficulty bin.</summary>
internal static class Tables
{
    public static Markup Render(RunReport report)
    {
        var rows = report.Iterations;
        var ks = rows.SelectMany(r => r.PassAt.Keys).Distinct().Order().ToList();
        return Markup.Of($"""
            <section id="numbers"><h2>Numbers per iteration</h2>
            <p class="lead">Row 0 is the base policy before any learning. Row i is the policy after i learnings, with the exploration that it learned from.</p>
            <div class="wide"><table><thead><tr><th>iteration</th><th>policy</th>{ks.Select(k => Markup.Of($"<th>pass@{k}</th>"))}<th>distinct per problem</th><th>distinct share</th><th>entropy</th><th>accepted: sampled + refined</th><th>trained on + supervised</th><th>tail index</th><th>tokens (critiques)</th><th>loss</th></tr></thead>
            <tbody>{rows.Select(r => Row(r, ks))}</tbody></table></div>
            {ByLevel(rows, ks)}
            </section>
            """);
    }

    private static Markup Row(IterationReport row, List<int> ks) => Markup.Of($"""
        <tr><th>{(row.Iteration == 0 ? "0 · base" : Format.Count(row.Iteration))}</th><td class="mono" title="{row.Policy}">{Format.Hash(row.Policy)}</td>{ks.Select(k => Pass(row, k))}<td>{Format.Number(row.DistinctPerProblem)}</td><td>{Format.Percent(row.Evaluation?.DistinctShare)}</td><td>{Format.Number(row.TokenEntropy, 3)}</td><td>{Sources(row)}</td><td>{Trained(row)}</td><td>{Format.Number(row.TailIndex)}</td><td>{Tokens(row)}</td><td>{Format.Number(row.Learning?.Loss, 3)}</td></tr>
        """);

    private static Markup Pass(IterationReport row, int k)
    {
        if (!row.PassAt.TryGetValue(k, out var pass))
            return Markup.Of($"<td>–</td>");
        var interval = row.Evaluation?.PassAtInterval.GetValueOrDefault(k);
        return Markup.Of($"""<td>{Format.Percent(pass)}<small>{(interval is null ? "" : $"{100 * interval.Low:0.0} – {100 * interval.High:0.0}")}</small></td>""");
    }

    private static Markup Tokens(IterationReport row) => row.Exploration is null
        ? Markup.Of($"–")
        : Markup.Of($"{Format.Count(row.GeneratedTokens)}<small>({Format.Count(row.CritiqueTokens)})</small>");

    private static string Sources(IterationReport row) => row.Exploration is null
        ? "–"
        : $"{Format.Count(row.AcceptedBySource.GetValueOrDefault("sampled"))} + {Format.Count(row.AcceptedTrajectories - row.AcceptedBySource.GetValueOrDefault("sampled"))}";

    private static string Trained(IterationReport row) => row.Learning is null
        ? "–"
        : $"{Format.Count(row.Learning.Trajectories.Values.Sum())} + {Format.Count(row.Learning.SupervisedExamples)}";

    private static Markup ByLevel(IReadOnlyList<IterationReport> rows, List<int> ks)
    {
        var measured = rows.Where(r => r.Evaluation is not null).ToList();
        var levels = measured.SelectMany(r => r.Evaluation!.ByLevel).Select(l => l.Name).Where(n => n.Length > 0).Distinct().ToList();
        if (levels.Count == 0)
            return Markup.None;
        return Markup.Of($"""
            <h3>Held-out problems by level: base{(measured.Count > 1 ? $" → iteration {measured[^1].Iteration}" : "")}</h3>
            <div class="wide narrow"><table><thead><tr><th>level</th><th>problems</th>{ks.Select(k => Markup.Of($"<th>pass@{k}</th>"))}</tr></thead>
            <tbody>{levels.Select(l => LevelRow(l, measured[0], measured[^1], ks))}</tbody></table></div>
            """);
    }

    private static Markup LevelRow(string level, IterationReport first, IterationReport last, List<int> ks)
    {
        var (before, after) = (Of(first), Of(last));
        var cells = ks.Select(k => Markup.Of($"<td>{Pass(before, k)}{(first == last ? "" : $" → {Pass(after, k)}")}</td>"));
        return Markup.Of($"<tr><th>{level}</th><td>{after?.Problems ?? 0}</td>{cells}</tr>");

        GroupPassAt? Of(IterationReport row) => row.Evaluation!.ByLevel.FirstOrDefault(l => l.Name == level);
        static string Pass(GroupPassAt? group, int k) => Format.Percent(group is not null && group.PassAt.TryGetValue(k, out var p) ? p : null);
    }
}
