using System.CommandLine;
using System.Text.Json.Nodes;

using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Node.Explorations;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Terminals;

using Spectre.Console;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique rollouts stats RUN</c>.</summary>
internal static class RolloutsStatsCommand
{
    private static readonly string[] Columns =
        ["iter", "problems", "solved", "rescued", "tried", "right", "accepted", "refined", "crit.", "tokens", "entropy"];

    public static Command Create(Terminal terminal)
    {
        var run = RolloutsCommand.RunArgument();
        var filter = new ExplorationFilterOptions(usual: null, terminal.Error);
        var json = JsonOption.Create();
        var command = new Command("stats", "Counts a run's explorations by iteration.") { run, json };
        filter.AddTo(command);
        command.SetAction(parsed =>
        {
            var rows = IterationStatistics.Of(filter.Of(parsed, RunFolder.Find(parsed.GetRequiredValue(run))));
            if (parsed.GetValue(json))
                terminal.WriteJson(new JsonObject { ["iterations"] = new JsonArray([.. rows.Select(row => row.ToJson())]) });
            else
                Show(terminal.Out, rows, parsed.GetRequiredValue(run));
        });
        return command;
    }

    private static void Show(IAnsiConsole console, IReadOnlyList<IterationStatistics> rows, string run)
    {
        foreach (var (purpose, title) in new[] { (ExplorationPurpose.Training, "Explorations that are learned from"), (ExplorationPurpose.Evaluation, "Explorations that only measure") })
        {
            var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(title) };
            foreach (var column in Columns)
                table.AddColumn(new TableColumn(column).RightAligned().NoWrap().PadLeft(0).PadRight(0));
            foreach (var row in rows.Where(row => row.Purpose == purpose))
                table.AddRow([.. Cells(row)]);
            if (table.Rows.Count > 0)
                console.Write(table);
        }
        if (rows.Sum(row => row.Quarantined) is > 0 and var quarantined)
            console.WriteLine(FormattableString.Invariant($"{quarantined} explorations with quarantined requests: critique rollouts list {run} --outcome quarantined"));
    }

    private static IEnumerable<string> Cells(IterationStatistics row)
    {
        FormattableString[] cells =
        [
            $"{row.Iteration}", $"{row.Explorations}", $"{row.Solved}", $"{row.Rescued}", $"{row.Attempts}",
            $"{100 * row.PassRate:0.0}%", $"{row.Accepted}", $"{row.AcceptedRefinements}", $"{row.Critiques}", $"{row.GeneratedTokens}", $"{row.TokenEntropy:0.000}",
        ];
        return cells.Select(FormattableString.Invariant);
    }
}
