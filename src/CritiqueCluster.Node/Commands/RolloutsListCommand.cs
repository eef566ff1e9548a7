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
        var filter = new ExplorationFilterOptions();
        var limit = new Option<int>("--limit") { Description = "At most this many; 0: all.", DefaultValueFactory = _ => 20, HelpName = "N" };
        var json = JsonOption.Create();
        var command = new Command("list", "Lists a run's explorations.") { run, limit, json };
        filter.AddTo(command);
        command.SetAction(parsed =>
        {
            var found = RunJournal.Explorations(RunFolder.Find(parsed.GetRequiredValue(run))).Where(filter.Of(parsed).Allows).ToList();
            var shown = parsed.GetValue(limit) > 0 ? found[..Math.Min(found.Count, parsed.GetValue(limit))] : found;
            if (parsed.GetValue(json))
                terminal.WriteJson(new JsonObject { ["found"] = found.Count, ["explorations"] = new JsonArray([.. shown.Select(ExplorationJson.Summary)]) });
            else
                Show(terminal.Out, shown, found.Count);
        });
        return command;
    }

    private static void Show(IAnsiConsole console, List<ExplorationRecord> shown, int found)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in new[] { "exploration", "problem", "level", "outcome", "right", "accepted", "critiques", "tokens" })
            table.AddColumn(column, settings => settings.NoWrap = true);
        foreach (var exploration in shown)
            table.AddRow([.. Cells(exploration).Select(cell => new Text(cell))]);
        console.Write(table);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shown.Count} of {found} explorations. Look at one with: critique rollouts show RUN EXPLORATION"));
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
