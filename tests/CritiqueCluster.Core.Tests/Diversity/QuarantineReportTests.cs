using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using static CritiqueCluster.Core.Tests.Diversity.Records;

namespace CritiqueCluster.Core.Tests.Diversity;

public sealed class QuarantineReportTests
{
    [Fact]
    public void Should_list_requests_by_row_with_their_reasons_and_count_them()
    {
        var report = QuarantineReport.Of(
        [
            Quarantined("q", 1, ("q/r0/a", "no room")), Quarantined("p", 0, ("p/r1/c", "no room"), ("p/r0/a", "three workers failed")),
            Explored("r", 0, ExplorationPurpose.Training, [Attempt(0, true)]),
        ])!;

        Assert.Equal((2, 3), (report.Explorations, report.Requests));
        Assert.Equal([new QuarantineReason("no room", 2), new QuarantineReason("three workers failed", 1)], report.Reasons);
        Assert.Equal([(1, "p/r0/a"), (1, "p/r1/c"), (2, "q/r0/a")], report.Entries.Select(entry => (entry.Iteration, entry.Request)));
        Assert.Equal(("p", "statement of p", "three workers failed"), (report.Entries[0].Problem, report.Entries[0].Statement, report.Entries[0].Reason));
    }

    [Fact]
    public void Should_count_like_reasons_as_one()
    {
        var report = QuarantineReport.Of(
        [
            Quarantined("p", 0, ("0/t/p/r1/c", "akka.tcp://critique@127.0.0.1:4053/user/critic-worker: '0/t/p/r1/c#0': too long")),
            Quarantined("q", 0, ("0/t/q/r1/c", "akka.ssl.tcp://critique@10.0.0.2:4054/user/critic-worker: '0/t/q/r1/c#3': too long")),
        ])!;

        Assert.Equal(new QuarantineReason("critic-worker: 'REQUEST': too long", 2), Assert.Single(report.Reasons));
        Assert.Contains("127.0.0.1:4053", report.Entries[0].Reason, StringComparison.Ordinal); // here it says where
    }

    [Fact]
    public void Should_list_a_bounded_number_and_count_all()
    {
        var report = QuarantineReport.Of(Enumerable.Range(0, 2 * QuarantineReport.Most).Select(i => Quarantined($"p{i}", 0, ($"p{i}/r0/a", $"reason {i}"))))!;

        Assert.Equal(2 * QuarantineReport.Most, report.Requests);
        Assert.Equal((QuarantineReport.Most, QuarantineReport.Most), (report.Entries.Count, report.Reasons.Count));
    }

    [Fact]
    public void Should_be_absent_where_nothing_was_quarantined() =>
        Assert.Null(QuarantineReport.Of([Explored("r", 0, ExplorationPurpose.Training, [Attempt(0, false)])]));

    private static ExplorationRecord Quarantined(string problem, int iteration, params (string Request, string Reason)[] requests) =>
        Explored(problem, iteration, ExplorationPurpose.Training, []) with { Quarantined = [.. requests.Select(r => new QuarantinedRequest(r.Request, r.Reason))] };
}
