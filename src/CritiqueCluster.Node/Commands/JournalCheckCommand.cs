using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

using CritiqueCluster.Actors.Journal.Maintenance;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Node.Engines;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Terminals;

using Spectre.Console;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique journal check RUN</c>.</summary>
internal static class JournalCheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = RolloutsCommand.RunArgument();
        var json = JsonOption.Create();
        var command = new Command("check", "Examines a run's journal: gaps, orphans, rows that cannot be read, explorations that are not whole, published parameters. Changes nothing.") { run, json };
        command.SetAction(parsed =>
        {
            var folder = RunFolder.Find(parsed.GetRequiredValue(run));
            var found = JournalCheck.Of(RunJournal.StoreOf(folder, RunJournal.OwnerOf(folder, "check")));
            List<JournalProblem> problems = [.. Beginning(found), .. found.Problems, .. Parameters(folder, found)];
            if (parsed.GetValue(json))
                terminal.WriteJson(Document(found, problems));
            else
                Show(terminal, found, problems);
            return problems.Count == 0 ? ExitCode.Done : ExitCode.JobFailed;
        });
        return command;
    }

    private static IEnumerable<JournalProblem> Beginning(JournalExamination found) => found.Begun
        ? []
        : [new JournalProblem(JournalDamage.Incomplete, null, "the beginning of the run is missing: there is no event of its start", "Restore the database from a backup.")];

    /// <summary>Published versions whose files are not what the journal says.</summary>
    private static IEnumerable<JournalProblem> Parameters(RunFolder folder, JournalExamination found)
    {
        var newest = found.Published.Select(published => published.Version.Step).DefaultIfEmpty().Max();
        foreach (var version in found.Published.SelectMany(published => new[] { published.Version, published.Result?.Critic?.Version }.OfType<ParameterVersion>()))
        {
            var path = folder.In("parameters", version.Model, version.FolderName);
            if (Difference(path, version.Hash) is { } difference)
                yield return new JournalProblem(JournalDamage.Parameters, null, $"version {version.Step} in {path}: {difference}", version.Step == newest
                    ? "`critique train --resume` makes it again from the journal; `critique replay --verify` shows that the journal still gives it."
                    : $"The run goes on without it. `critique replay {folder.Path} --until {version.Step - 1} --output DIR` makes a policy's again, in DIR/parameters, if nothing was compacted.");
        }
    }

    private static string? Difference(string path, string hash)
    {
        try
        {
            return ModelSource.HashOf(path) == hash ? null : "its parameters have another hash than the journal says";
        }
        catch (Exception error) when (error is Core.ConfigurationException or Core.EnvironmentException)
        {
            return error.Message;
        }
    }

    private static void Show(Terminal terminal, JournalExamination found, List<JournalProblem> problems)
    {
        if (problems.Count > 0)
        {
            var table = new Table { Border = TableBorder.Simple }.AddColumns("damage", "what", "what can be done");
            foreach (var problem in problems)
                table.AddRow(new Text(Name(problem.Damage)), new Text(problem.What), new Text(problem.Mend));
            terminal.Out.Write(table);
        }
        terminal.Output.WriteLine($"{found}: {(problems.Count == 0 ? "sound" : FormattableString.Invariant($"{problems.Count} problem(s)"))}");
    }

    private static JsonObject Document(JournalExamination found, List<JournalProblem> problems) => new()
    {
        ["sound"] = problems.Count == 0,
        ["rows"] = found.Rows,
        ["events"] = found.Events,
        ["bytes"] = found.Bytes,
        ["explorations"] = found.Explorations,
        ["open"] = found.Open,
        ["problems"] = new JsonArray([.. problems.Select(problem => new JsonObject
        {
            ["damage"] = Name(problem.Damage),
            ["position"] = problem.Position,
            ["what"] = problem.What,
            ["mend"] = problem.Mend,
        })]),
    };

    private static string Name(JournalDamage damage) => JsonNamingPolicy.CamelCase.ConvertName(damage.ToString());
}
