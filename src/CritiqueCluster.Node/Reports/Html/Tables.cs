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
            <div class="wide"><table><thead><tr><th>iteration</th><th>policy</th>{ks.Select(k => Markup.Of($"<th>pass@{k}</th>"))}<th>distinct / problem</th><th>distinct share</th><th>entropy</th><th>answer entropy</th><th>accepted</th><th>sampled + refined</th><th>trained on</th><th>tail index</th><th>tokens</th><th>critique tokens</th><th>loss</th></tr></thead>
            <tbody>{rows.Select(r => Row(r, ks))}</tbody></table></div>
            {ByLevel(rows, ks)}
            </section>
            """);
    }

    private static Markup Row(IterationReport row, List<int> ks) => Markup.Of($"""
        <tr><th>{(row.Iteration == 0 ? "0 · base" : Format.Count(row.Iteration))}</th><td class="mono" title="{row.Policy}">{Format.Hash(row.Policy)}</td>{ks.Select(k => Pass(row, k))}<td>{Format.Number(row.DistinctPerProblem)}</td><td>{Format.Percent(row.Evaluation?.DistinctShare)}</td><td>{Format.Number(row.TokenEntropy, 3)}</td><td>{Format.Number(row.Evaluation?.AnswerEntropy)}</td><td>{Explored(row, row.AcceptedTrajectories)}</td><td>{Sources(row)}</td><td>{Trained(row)}</td><td>{Format.Number(row.TailIndex)}</td><td>{Explored(row, row.GeneratedTokens)}</td><td>{Explored(row, row.CritiqueTokens)}</td><td>{Format.Number(row.Learning?.Loss, 3)}</td></tr>
        """);

    private static Markup Pass(IterationReport row, int k)
    {
        if (!row.PassAt.TryGetValue(k, out var pass))
            return Markup.Of($"<td>–</td>");
        var interval = row.Evaluation?.PassAtInterval.GetValueOrDefault(k);
        return Markup.Of($"""<td>{Format.Percent(pass)}<small>{(interval is null ? "" : $"{100 * interval.Low:0.0} – {100 * interval.High:0.0}")}</small></td>""");
    }

    private static string Explored(IterationReport row, long count) => row.Exploration is null ? "–" : Format.Count(count);

    private static string Sources(IterationReport row) => row.Exploration is null
        ? "–"
        : $"{Format.Count(row.AcceptedBySource.GetValueOrDefault("sampled"))} + {Format.Count(row.AcceptedTrajectories - row.AcceptedBySource.GetValueOrDefault("sampled"))}";

    private static string Trained(IterationReport row) => row.Learning is null
        ? "–"
        : $"{Format.Count(row.Learning.Trajectories.Values.Sum())} + {Format.Count(row.Learning.SupervisedExamples)} supervised";

    private static Markup ByLevel(IReadOnlyList<IterationReport> rows, List<int> ks)
    {
        var levels = rows.SelectMany(r => r.Evaluation?.ByLevel ?? []).Select(l => l.Name).Where(n => n.Length > 0).Distinct().ToList();
        if (levels.Count == 0)
            return Markup.None;
        return Markup.Of($"""
            <h3>Held-out problems by level</h3>
            <div class="wide"><table><thead><tr><th>level</th><th>problems</th>{rows.Where(r => r.Evaluation is not null).Select(r => Markup.Of($"""<th colspan="{ks.Count}">{(r.Iteration == 0 ? "base" : $"iteration {r.Iteration}")}</th>"""))}</tr>
            <tr><th></th><th></th>{rows.Where(r => r.Evaluation is not null).SelectMany(_ => ks).Select(k => Markup.Of($"<th>pass@{k}</th>"))}</tr></thead>
            <tbody>{levels.Select(l => LevelRow(l, rows, ks))}</tbody></table></div>
            """);
    }

    private static Markup LevelRow(string level, IReadOnlyList<IterationReport> rows, List<int> ks)
    {
        var groups = rows.Where(r => r.Evaluation is not null).Select(r => r.Evaluation!.ByLevel.FirstOrDefault(l => l.Name == level)).ToList();
        var cells = groups.SelectMany(g => ks.Select(k => Markup.Of($"<td>{Format.Percent(g is not null && g.PassAt.TryGetValue(k, out var p) ? p : null)}</td>")));
        return Markup.Of($"<tr><th>{level}</th><td>{groups.FirstOrDefault(g => g is not null)?.Problems ?? 0}</td>{cells}</tr>");
    }
}
