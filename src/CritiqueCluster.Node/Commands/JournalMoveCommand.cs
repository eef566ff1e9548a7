using System.CommandLine;
using System.Text.Json.Nodes;

using CritiqueCluster.Actors.Journal.Maintenance;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique journal move RUN --to sqlite|CONNECTION</c>.</summary>
internal static class JournalMoveCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = RolloutsCommand.RunArgument();
        var to = new Option<string>("--to") { Description = "sqlite (the run folder), or a PostgreSQL connection string.", HelpName = "PLACE", Required = true };
        var json = JsonOption.Create();
        var command = new Command("move", "Moves a run's journal to another database, every row compared, and removes it where it was.") { run, to, json };
        command.SetAction(parsed =>
        {
            var folder = RunFolder.Find(parsed.GetRequiredValue(run));
            var (rows, source, target) = Move(folder, parsed.GetRequiredValue(to));
            if (parsed.GetValue(json))
                terminal.WriteJson(new JsonObject { ["rows"] = rows, ["from"] = source.Name, ["to"] = target.Name });
            else
                terminal.Output.WriteLine(FormattableString.Invariant($"moved {rows} rows from {source.Name} to {target.Name}"));
        });
        return command;
    }

    private static (long Rows, JournalStore From, JournalStore To) Move(RunFolder folder, string to)
    {
        var file = RunJournal.OwnerOf(folder, "move");
        var options = to == "sqlite" ? new JournalOptions() : new JournalOptions { Provider = "postgresql", Connection = to };
        var (source, target) = (RunJournal.StoreOf(folder, file), RunJournal.StoreOf(folder, file.Key, options));
        if (source.Name == target.Name)
            throw new ConfigurationException($"The journal of {file.Run} is in {target.Name} already.");
        using var folderLock = RunLock.Take(folder.Path);
        using var sourceClaim = source.Claim(_ => { });
        using var targetClaim = target.Claim(_ => { });
        if (!source.IsShared)
            source.Migrate(); // a row keeps its place only in the layout of today
        var rows = JournalMove.Copy(source, target);
        (file with { Recipe = file.Recipe with { Journal = options } }).Write(folder); // from here on it is there
        JournalMove.Remove(source);
        return (rows, source, target);
    }
}
