using CritiqueCluster.Core.Diversity;

namespace CritiqueCluster.Node.Reports.Html;

/// <summary>Requests that were quarantined, and why.</summary>
internal static class QuarantineSection
{
    private const int MostReasons = 10, MostRequests = 20;

    public static Markup Render(RunReport report)
    {
        if (report.Quarantined is not { } quarantined)
            return Markup.None;
        return Markup.Of($"""
            <section id="quarantined"><h2>Quarantined requests</h2>
            <p class="lead">{Format.Count(quarantined.Requests)} requests of {Format.Count(quarantined.Explorations)} explorations were quarantined. What they would have given is missing; it counts nowhere as wrong. <code>critique rollouts list {report.Run} --outcome quarantined</code> lists the explorations.</p>
            <h3>By reason</h3>
            <div class="wide"><table><thead><tr><th>requests</th><th class="text">reason{(quarantined.Reasons.Count > MostReasons ? $" (the {MostReasons} most frequent)" : "")}</th></tr></thead>
            <tbody>{quarantined.Reasons.Take(MostReasons).Select(Reason)}</tbody></table></div>
            <h3>By request</h3>
            <div class="wide"><table><thead><tr><th>iteration</th><th class="text">problem</th><th class="text">request</th><th class="text">reason</th></tr></thead>
            <tbody>{quarantined.Entries.Take(MostRequests).Select(Entry)}</tbody></table></div>
            {More(quarantined)}</section>
            """);
    }

    private static Markup Reason(QuarantineReason reason) =>
        Markup.Of($"<tr><td>{Format.Count(reason.Requests)}</td><td class=\"reason\">{reason.Reason}</td></tr>");

    private static Markup Entry(QuarantineEntry entry) => Markup.Of(
        $"<tr><td>{Format.Count(entry.Iteration)}</td><td class=\"text\" title=\"{entry.Problem}\">{entry.Statement}</td><td class=\"text mono\">{entry.Request}</td><td class=\"reason\">{entry.Reason}</td></tr>");

    private static Markup More(QuarantineReport quarantined) => quarantined.Requests <= MostRequests
        ? Markup.None
        : Markup.Of($"<p class=\"lead\">{MostRequests} of {Format.Count(quarantined.Requests)} requests; <code>report.json</code> lists {(quarantined.Requests > quarantined.Entries.Count ? $"the first {Format.Count(quarantined.Entries.Count)}" : "all")}.</p>");
}
