using CritiqueCluster.Core.Diversity;

namespace CritiqueCluster.Node.Reports.Html;

/// <summary>What the critiques were worth.</summary>
internal static class CriticSection
{
    public static Markup Render(RunReport report)
    {
        if (report.Critic is not { } critic)
            return Markup.None;
        var interval = critic.HelpfulnessInterval is { } i ? $"{Format.Percent(i.Low)} to {Format.Percent(i.High)}" : "–";
        return Markup.Of($"""
            <section id="critic"><h2>The critic{(critic.Exact ? " (exact: an upper bound)" : "")}</h2>
            <div class="columns">
            <table><thead><tr><th>Does it find the error?</th><th></th><th>attempts</th></tr></thead><tbody>
            {Row("first wrong step named exactly, where there is one", critic.AccuracyWithError, critic.WithError)}
            {Row("no step called wrong, where all are right", critic.AccuracyWithoutError, critic.WithoutError)}
            {Row("F1: harmonic mean of the two", critic.F1, critic.WithError + critic.WithoutError)}
            {Row("verdict on the final answer right", critic.AnswerAccuracy, critic.Critiques)}
            {Row("could not be read", critic.Critiques == 0 ? null : (double)critic.Unreadable / critic.Critiques, critic.Critiques)}
            </tbody></table>
            <table><thead><tr><th>Does it help?</th><th></th><th>refinements</th></tr></thead><tbody>
            {Row("helpfulness: refinements that are right", critic.Helpfulness, critic.Refinements)}
            <tr><th>95 % interval</th><td>{interval}</td><td></td></tr>
            {Row("a fresh sample of the same problems would be right (estimate)", critic.Resampling, critic.Refinements, "not measured")}
            {Row("right after a critique that names the wrong step", critic.AfterRightCritique, null)}
            {Row("right after a critique that does not", critic.AfterWrongCritique, null)}
            {Row("accepted for training", critic.AcceptedRefinements, critic.Refinements)}
            </tbody></table>
            </div>{Versions(report)}</section>
            """);
    }

    /// <summary>A critic that learned, version by version.</summary>
    private static Markup Versions(RunReport report)
    {
        var rows = report.Iterations.Where(r => r.Critic is not null).ToList();
        if (rows.All(r => r.Critic!.Learning is null))
            return Markup.None;
        return Markup.Of($"""
            <h3>As it learned</h3>
            <p class="lead">Row i is the critic after i learnings, on the same right and wrong attempts of the base’s evaluation; helpfulness is of the refinements that it learned from, which its predecessor criticised. The figures above are over all versions.</p>
            <div class="wide"><table><thead><tr><th>iteration</th><th>critic</th><th>F1</th><th>error found</th><th>right ones left alone</th><th>helpfulness</th><th>refinements</th><th>learned from: helpful + discriminating</th><th>loss</th></tr></thead>
            <tbody>{rows.Select(Version)}</tbody></table></div>
            """);
    }

    private static Markup Version(IterationReport row)
    {
        var (critic, learning) = (row.Critic!, row.Critic!.Learning);
        return Markup.Of($"""
            <tr><th>{(row.Iteration == 0 ? "0 · base" : Format.Count(row.Iteration))}</th><td class="mono" title="{learning?.Hash}">{Format.Hash(learning?.Hash)}</td><td>{Format.Percent(critic.F1)}</td><td>{Format.Percent(critic.AccuracyWithError)}</td><td>{Format.Percent(critic.AccuracyWithoutError)}</td><td>{Format.Percent(critic.Helpfulness)}</td><td>{Format.Count(critic.Refinements)}</td><td>{(learning is null ? "–" : $"{Format.Count(learning.Helpful)} + {Format.Count(learning.Discriminating)}")}</td><td>{Format.Number(learning?.Loss, 3)}</td></tr>
            """);
    }

    private static Markup Row(string name, double? share, int? count, string missing = "–") =>
        Markup.Of($"<tr><th>{name}</th><td>{(share is null ? missing : Format.Percent(share))}</td><td>{(count is { } c ? Format.Count(c) : "")}</td></tr>");
}
