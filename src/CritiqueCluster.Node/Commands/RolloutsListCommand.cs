using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Node.Explorations;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Terminals;

using Spectre.Console;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique rollouts list RUN</c>.</summary>
internal static class RolloutsListCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = RolloutsCommand.RunArgument();
        var filter = new ExplorationFilterOptions(ExplorationPurpose.Training, terminal.Error);
        var limit = new Option<int>("--limit") { Description = "At most this many; 0: all.", DefaultValueFactory = _ => 20, HelpName = "N" };
        var json = JsonOption.Create();
        var command = new Command("list", "Lists a run's explorations.") { run, limit, json };
        filter.AddTo(command);
        limit.Within(0);
        command.SetAction(parsed =>
        {
            var found = filter.Of(parsed, RunFolder.Find(parsed.GetRequiredValue(run)));
            if (parsed.GetValue(json))
                WriteJson(terminal, found, parsed.GetValue(limit));
            else
                Show(terminal.Out, found, parsed.GetValue(limit), parsed.GetRequiredValue(run));
        });
        return command;
    }

    private static void WriteJson(Terminal terminal, IEnumerable<ExplorationRecord> found, int limit)
    {
        var (shown, count) = Take(found, limit, ExplorationJson.Summary);
        terminal.WriteJson(new JsonObject { ["found"] = count, ["explorations"] = new JsonArray([.. shown]) });
    }

    internal static void Show(IAnsiConsole console, IEnumerable<ExplorationRecord> found, int limit, string run)
    {
        var (shown, count) = Take(found, limit, exploration => (Cells: Cells(exploration).Select(cell => new Text(cell)).ToArray(), exploration.Quarantined));
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in new[] { "exploration", "problem", "level", "outcome", "right", "accepted", "critiques", "tokens" })
            table.AddColumn(column, settings => settings.NoWrap = true);
        foreach (var row in shown)
            table.AddRow(row.Cells);
        console.Write(table);
        QuarantineView.Show(console, [.. shown.SelectMany(row => row.Quarantined)]);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shown.Count} of {count} explorations.{(shown.Count > 0 ? $" Look at one with: critique rollouts show {run} EXPLORATION" : "")}"));
    }

    /// <summary>What is shown of the first ones, and how many there are; no exploration is kept.</summary>
    private static (List<T> Shown, int Count) Take<T>(IEnumerable<ExplorationRecord> found, int limit, Func<ExplorationRecord, T> summary)
    {
        var shown = new List<T>();
        var count = 0;
        foreach (var exploration in found)
            if (++count <= limit || limit <= 0)
                shown.Add(summary(exploration));
        return (shown, count);
    }

    private static IEnumerable<string> Cells(ExplorationRecord exploration) =>
    [
        exploration.Id,
        Shortened(exploration.Problem.Statement),
        exploration.Problem.Level,
        Outcomes.NameOf(Outcomes.Of(exploration)),
        string.Create(CultureInfo.InvariantCulture, $"{exploration.Attempts.Count(attempt => attempt.Correct)}/{exploration.Attempts.Count}"),
        exploration.Attempts.Count(attempt => attempt.Accepted).ToString(CultureInfo.InvariantCulture),
        exploration.Critiques.Count.ToString(CultureInfo.InvariantCulture),
        exploration.GeneratedTokens.ToString(CultureInfo.InvariantCulture),
    ];

    private static string Shortened(string statement)
    {
        var line = statement.ReplaceLineEndings(" ");
        return line.Length <= 40 ? line : line[..39] + "…";
    }
}
