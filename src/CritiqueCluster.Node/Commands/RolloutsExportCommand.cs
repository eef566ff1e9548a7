using System.CommandLine;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Node.Explorations;
using CritiqueCluster.Node.Exports;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique rollouts export RUN</c>.</summary>
internal sealed class RolloutsExportCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _run = RolloutsCommand.RunArgument();
    private readonly ExplorationFilterOptions _filter;
    private readonly Option<ExportFormat> _format = new("--format") { Description = "jsonl: an exploration a line, with everything; parquet: an attempt a row; messages: an accepted trajectory of training a line, as a chat." };
    private readonly Option<string?> _output = new("--output") { Description = "The file; without it, standard output (not for parquet).", HelpName = "FILE" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace the file if it exists." };
    private readonly Option<bool> _all = new("--all") { Description = "messages: every attempt, not only those that were accepted." };
    private readonly Option<bool> _withCritique = new("--with-critique") { Description = "messages: for each refinement also the chat from the criticised attempt to it." };
    private readonly Option<bool> _json = JsonOption.Create();

    private RolloutsExportCommand(Terminal terminal) => (_terminal, _filter) = (terminal, new ExplorationFilterOptions(usual: null, terminal.Error));

    public static Command Create(Terminal terminal) => new RolloutsExportCommand(terminal).Create();

    private Command Create()
    {
        var command = new Command("export", "Writes a run's explorations for other programs; what jsonl holds can be trained on with Problems.Source=FILE.")
        {
            _run, _format, _output, _force, _all, _withCritique, _json,
        };
        _filter.AddTo(command);
        command.SetAction((parsed, interrupted) => Task.Run(() => Run(parsed, interrupted), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken interrupted)
    {
        Verify(parsed);
        var folder = RunFolder.Find(parsed.GetRequiredValue(_run));
        var file = RunFile.Read(folder);
        var format = parsed.GetValue(_format);
        var filter = Filter(parsed, format);
        var explorations = ChosenExplorations.Of(() => _filter.All(parsed, folder), filter).Select(exploration => UnlessInterrupted(exploration, interrupted));
        var exporter = new Exporter(
            file.Run, Checkers(file), format, new MessageOptions(parsed.GetValue(_all), parsed.GetValue(_withCritique), filter.Source));
        if (parsed.GetValue(_output) is { } path)
            Tell(exporter.WriteFile(path, parsed.GetValue(_force), explorations), format, path, parsed.GetValue(_json));
        else
            _terminal.Error.WriteLine(exporter.WriteLines(_terminal.Output, explorations));
        return ExitCode.Done;
    }

    private void Verify(ParseResult parsed)
    {
        var toFile = parsed.GetValue(_output) is not null;
        if (!toFile && parsed.GetValue(_format) == ExportFormat.Parquet)
            throw new ConfigurationException("A Parquet file cannot be written to standard output: name one with --output FILE.");
        if (!toFile && parsed.GetValue(_json))
            throw new ConfigurationException("Standard output has the data: --json needs --output FILE.");
        if (parsed.GetValue(_format) != ExportFormat.Messages && (parsed.GetValue(_all) || parsed.GetValue(_withCritique)))
            throw new ConfigurationException("--all and --with-critique are for --format messages; the other formats have every attempt and critique.");
    }

    // What a supervised trainer reads must not hold what the run is measured on, unless that is asked for.
    private ExplorationFilter Filter(ParseResult parsed, ExportFormat format)
    {
        var filter = _filter.Of(parsed);
        return format == ExportFormat.Messages ? filter with { Purpose = filter.Purpose ?? ExplorationPurpose.Training } : filter;
    }

    private static Func<string, ISolutionChecker> Checkers(RunFile file)
    {
        var checkers = new Dictionary<string, ISolutionChecker>();
        return kind => checkers.TryGetValue(kind, out var known) ? known : checkers[kind] = ProblemSources.CheckerOf(kind, file.Recipe.Problems);
    }

    private static ExplorationRecord UnlessInterrupted(ExplorationRecord exploration, CancellationToken interrupted)
    {
        interrupted.ThrowIfCancellationRequested();
        return exploration;
    }

    private void Tell(ExportCounts counts, ExportFormat format, string path, bool json)
    {
        if (json)
            _terminal.WriteJson(counts.ToJson(format, path));
        else
            _terminal.Output.WriteLine($"{path}: {counts}");
    }
}
