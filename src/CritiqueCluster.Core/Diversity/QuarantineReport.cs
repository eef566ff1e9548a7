using System.Text.RegularExpressions;

using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Core.Diversity;

/// <summary>A quarantined request.</summary>
/// <param name="Iteration">The report's row that its exploration counts for.</param>
/// <param name="Problem">The problem's id.</param>
/// <param name="Statement">The problem's text.</param>
/// <param name="Exploration">The exploration's id.</param>
/// <param name="Request">The request's id.</param>
/// <param name="Reason">Why it was quarantined.</param>
public sealed record QuarantineEntry(int Iteration, string Problem, string Statement, string Exploration, string Request, string Reason);

/// <summary>How many requests were quarantined for a reason.</summary>
/// <param name="Reason">The reason without the addresses of workers, and with <c>REQUEST</c> for the request's id: so like reasons are one.</param>
/// <param name="Requests">The requests.</param>
public sealed record QuarantineReason(string Reason, int Requests);

/// <summary>A run's quarantined requests: what they would have given is missing, and counts nowhere as wrong.</summary>
/// <param name="Explorations">Explorations with such a request, those that only measure included.</param>
/// <param name="Requests">All such requests.</param>
/// <param name="Reasons">Requests by reason, the most frequent first; at most <see cref="Most"/> reasons.</param>
/// <param name="Entries">The requests by iteration, exploration and request; the first <see cref="Most"/>.</param>
public sealed partial record QuarantineReport(int Explorations, int Requests, IReadOnlyList<QuarantineReason> Reasons, IReadOnlyList<QuarantineEntry> Entries)
{
    /// <summary>The most reasons and the most requests that a report lists.</summary>
    public const int Most = 1000;

    /// <summary>Of some explorations, in any order.</summary>
    /// <returns>Null if nothing was quarantined.</returns>
    public static QuarantineReport? Of(IEnumerable<ExplorationRecord> explorations)
    {
        QuarantineEntry[] entries =
        [
            .. explorations
                .SelectMany(e => e.Quarantined.Select(r => new QuarantineEntry(e.Iteration + 1, e.Problem.Id, e.Problem.Statement, e.Id, r.RequestId, r.Reason)))
                .OrderBy(e => e.Iteration).ThenBy(e => e.Exploration, StringComparer.Ordinal).ThenBy(e => e.Request, StringComparer.Ordinal),
        ];
        if (entries.Length == 0)
            return null;
        var reasons = entries.GroupBy(Kind, StringComparer.Ordinal).Select(g => new QuarantineReason(g.Key, g.Count()))
            .OrderByDescending(r => r.Requests).ThenBy(r => r.Reason, StringComparer.Ordinal);
        return new QuarantineReport(entries.DistinctBy(e => (e.Iteration, e.Exploration)).Count(), entries.Length, [.. reasons.Take(Most)], [.. entries.Take(Most)]);
    }

    private static string Kind(QuarantineEntry entry) =>
        Regex.Replace(Address().Replace(entry.Reason, ""), $@"{Regex.Escape(entry.Request)}(#\d+)?", "REQUEST");

    /// <summary>A worker's address up to its name: <c>akka.tcp://critique@127.0.0.1:4053/user/</c>.</summary>
    [GeneratedRegex(@"\b[a-z][a-z.]*://\S*/")]
    private static partial Regex Address();
}
