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
            {Row("a fresh sample of the same problems would be right (expected)", critic.Resampling, critic.Refinements)}
            {Row("right after a critique that names the wrong step", critic.AfterRightCritique, null)}
            {Row("right after a critique that does not", critic.AfterWrongCritique, null)}
            {Row("accepted for training", critic.AcceptedRefinements, critic.Refinements)}
            </tbody></table>
            </div></section>
            """);
    }

    private static Markup Row(string name, double? share, int? count) =>
        Markup.Of($"<tr><th>{name}</th><td>{Format.Percent(share)}</td><td>{(count is { } c ? Format.Count(c) : "")}</td></tr>");
}
