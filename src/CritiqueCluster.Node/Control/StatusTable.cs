using System.Globalization;

using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Node.Training;

using Spectre.Console;

namespace CritiqueCluster.Node.Control;

/// <summary>How a cluster stands, for people.</summary>
internal static class StatusTable
{
    public static void Show(IAnsiConsole console, ClusterStatus status)
    {
        console.WriteLine(status.Progress is { } progress ? Line(progress) : "whoever leads the run does not answer: it begins, or moves to another core node");
        console.Write(Nodes(status));
        foreach (var work in status.Work)
            console.WriteLine(Text($"{work.Kind} requests: {work.Queued} waiting, {work.Leased} with {work.Workers.Count} worker(s)"));
        foreach (var (_, missing) in MissingWorkers.Of(status))
            console.WriteLine(missing);
    }

    private static string Line(RunProgress progress)
    {
        var held = progress.Hold == RunHold.None ? "" : $"{progress.Hold.ToString().ToLowerInvariant()}, ";
        var versions = Text($"{progress.Spent.RolloutTokens + progress.Spent.CritiqueTokens:#,0} tokens generated in {ProgressText.Duration(progress.Spent.Elapsed)}");
        return $"{progress.Run}: {held}{ProgressText.Where(progress)}, {versions}";
    }

    private static Table Nodes(ClusterStatus status)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in new[] { "node", "state", "roles", "holds", "room", "version" })
            table.AddColumn(new TableColumn(column).NoWrap());
        foreach (var node in status.Nodes)
        {
            var workers = status.Work.SelectMany(work => work.Workers.Where(worker => worker.Node == node.Address).Select(worker => (work.Kind, worker))).ToList();
            table.AddRow(
                node.Address, node.State, string.Join(", ", node.Roles) + (node.IsOldestCore ? " (leads)" : ""),
                Each(workers, worker => Text($"{worker.Units}")), Each(workers, worker => Text($"{Math.Max(0, worker.Capacity - worker.Units)}")),
                Each(workers, worker => worker.Version is { } version ? Text($"{version}") : "none"));
        }
        return table;
    }

    private static string Each(List<(string Kind, WorkerDescription Worker)> workers, Func<WorkerDescription, string> cell) =>
        string.Join(", ", workers.Select(pair => workers.Count > 1 ? $"{pair.Kind} {cell(pair.Worker)}" : cell(pair.Worker)));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
