using System.CommandLine;
using System.Text.Json.Nodes;

using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique journal migrate [RUN | --connection C]</c>.</summary>
internal static class JournalMigrateCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = new Argument<string?>("RUN") { Description = "A run folder, or its name under runs/: its database.", Arity = ArgumentArity.ZeroOrOne };
        var connection = new Option<string?>("--connection") { Description = $"A PostgreSQL database, as Host=db;Database=critique;Username=critique. [default: {RunJournal.ConnectionVariable}]", HelpName = "CONNECTION" };
        var json = JsonOption.Create();
        var command = new Command("migrate", "Makes a journal's tables, or brings older ones up to date. Does nothing twice.") { run, connection, json };
        command.SetAction(parsed =>
        {
            var store = StoreOf(parsed.GetValue(run), parsed.GetValue(connection));
            var done = store.Migrate();
            if (parsed.GetValue(json))
                terminal.WriteJson(new JsonObject { ["journal"] = store.Name, ["done"] = new JsonArray([.. done.Select(line => (JsonNode)line)]) });
            else
                terminal.Output.WriteLine($"{store.Name}: {(done.Count == 0 ? "up to date" : string.Join(", ", done))}");
        });
        return command;
    }

    private static JournalStore StoreOf(string? run, string? connection)
    {
        if (run is not null)
            return connection is null
                ? StoreOf(RunFolder.Find(run))
                : throw new ConfigurationException("RUN and --connection both name a journal: give one of them.");
        var given = connection ?? System.Environment.GetEnvironmentVariable(RunJournal.ConnectionVariable);
        return string.IsNullOrWhiteSpace(given)
            ? throw new ConfigurationException("Name a run, or a database with --connection.")
            : new PostgresJournal(given, "");
    }

    private static JournalStore StoreOf(RunFolder folder)
    {
        var store = RunJournal.StoreOf(folder);
        RunJournal.RefuseIfGone(folder, store);
        return store;
    }
}
