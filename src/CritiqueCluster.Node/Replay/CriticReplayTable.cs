using CritiqueCluster.Core.Diversity;

using Spectre.Console;

namespace CritiqueCluster.Node.Replay;

/// <summary>What another critic would have said of a run's attempts, iteration by iteration.</summary>
internal static class CriticReplayTable
{
    private static readonly string[] Columns =
        ["iter", "critiques", "same", "unread", "right step", "accepted", "refined", "stand"];

    public static void Show(IAnsiConsole console, CriticReplayReport report)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in Columns)
            table.AddColumn(new TableColumn(column).RightAligned().NoWrap().PadLeft(0).PadRight(1));
        foreach (var row in report.Iterations.Append(report.Total))
            table.AddRow([.. Cells(row)]);
        console.Write(table);
        foreach (var change in report.Total.Verdicts)
            console.WriteLine(Text($"{change.Count,7} × {NameOf(change.Before)} → {NameOf(change.After)}"));
        console.WriteLine(Standing(report.Total.Accepted));
        console.WriteLine(Score("the run's critic", report.Before));
        console.WriteLine(Score(report.Exact ? "exact critic (an upper bound)" : "the other critic", report.After));
    }

    private static IEnumerable<string> Cells(CriticReplayRow row) =>
    [
        row.Iteration is { } iteration ? Text($"{iteration}") : "all",
        Text($"{row.Critiques}"), Share(row.Critiques == 0 ? null : (double)row.SameStep / row.Critiques),
        Text($"{row.UnreadableBefore} → {row.UnreadableAfter}"), Change(row.AccuracyBefore, row.AccuracyAfter),
        Text($"{row.Accepted.All}"), Text($"{row.Accepted.Refinements}"), Text($"{row.Accepted.Stand}"),
    ];

    private static string Standing(AcceptedChange accepted) => Text(
        $"accepted trajectories: {accepted.Stand} of {accepted.All} stand; {accepted.Lost} follow from another step or could have taken a wrong one, {accepted.Unsupported} from an attempt that does, {accepted.Reworded} from other words");

    private static string Score(string name, CriticScore score)
    {
        var error = score.WithError == 0 ? "errors: unknown" : Text($"{score.WithError} errors: {Share(score.AccuracyWithError)} found");
        var right = score.WithoutError == 0 ? "right attempts: none judged" : Text($"{score.WithoutError} right attempts: {Share(score.AccuracyWithoutError)} left in peace");
        return $"{name}: {(score.F1 is { } f1 ? Text($"F1 {f1:0.000}") : "F1 unknown")}; {error}; {right}";
    }

    private static string NameOf(Finding finding) => finding switch
    {
        Finding.Unreadable => "unreadable",
        Finding.None => "no step wrong",
        Finding.RightStep => "the right step",
        _ => "another step",
    };

    private static string Change(double? before, double? after) =>
        (before, after) is ({ } from, { } to) ? Text($"{100 * from:0.0} → {100 * to:0.0} %") : "?";

    private static string Share(double? share) => share is { } known ? Text($"{100 * known:0.0} %") : "?";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
