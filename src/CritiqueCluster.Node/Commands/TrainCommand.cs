using System.CommandLine;
using System.Diagnostics;

using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Control;
using CritiqueCluster.Node.Nodes;
using CritiqueCluster.Node.Reports;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Terminals;
using CritiqueCluster.Node.Training;

using Microsoft.Extensions.Logging;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique train [RECIPE]</c>: the main job.</summary>
internal sealed class TrainCommand
{
    private readonly Terminal _terminal;
    private readonly Option<bool> _verbose;
    private readonly RecipeArguments _recipe = new();
    private readonly Option<string?> _run = new("--run") { Description = "The run folder. [default: the next free runs/NAME-N]", HelpName = "DIR" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with the run in --run, or with the newest runs/NAME-N." };
    private readonly Option<bool> _skipBad = SkipBadOption.Create();
    private readonly Option<string?> _listen = new("--listen") { Description = "Let nodes of other processes and machines join at this address: `critique node --join HOST:PORT`.", HelpName = "HOST:PORT" };
    private readonly Option<string?> _join = new("--join") { Description = "With --resume: core nodes that may still be at this run; their cluster is joined.", HelpName = "HOST:PORT,…" };
    private readonly Option<string> _roles = new("--roles") { Description = "What this process does itself: learner and, unless others do it, core,rollout,critic.", HelpName = "ROLES", DefaultValueFactory = _ => string.Join(',', Roles.All) };
    private readonly Option<string?> _cluster = new("--cluster") { Description = "Hand the run to a learner that waits for one (`critique node --roles learner`), and follow it.", HelpName = "HOST:PORT,…" };
    private readonly ActorOptions _actors = new();
    private readonly CertificateOptions _certificates = new();
    private readonly Option<bool> _insecure = InsecureOption.Create();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be done, and touch nothing." };
    private readonly Option<bool> _json = JsonOption.Create();

    private TrainCommand(Terminal terminal, Option<bool> verbose) => (_terminal, _verbose) = (terminal, verbose);

    public static Command Create(Terminal terminal, Option<bool> verbose) => new TrainCommand(terminal, verbose).Create();

    private Command Create()
    {
        var command = new Command("train", "Trains a model on problems, with critique in the loop.") { _run, _resume, _cluster, _listen, _join, _roles, _insecure, _skipBad, _dryRun, _json };
        _actors.AddTo(command);
        _certificates.AddTo(command);
        _recipe.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken interrupted)
    {
        var clock = Stopwatch.StartNew();
        using var certificates = _certificates.Read(parsed);
        if (parsed.GetValue(_cluster) is { } cluster)
            return await SubmitAsync(parsed, RunDoors.Parse(cluster, "--cluster"), certificates, clock, interrupted);
        var door = Door(parsed, certificates);
        var setup = parsed.GetValue(_resume) ? Resume(parsed) : TrainSetup.ForNew(parsed.GetValue(_run), Recipe(parsed));
        if (parsed.GetValue(_dryRun))
            return Tell(setup.PlanWithHistory(), parsed.GetValue(_json));
        door.Listen?.RefuseIfTaken();
        var job = setup.Begin(door, clock, note => _terminal.Error.WriteLine($"note: {note}"));
        if (!parsed.GetValue(_json))
            foreach (var line in setup.Plan.Lines())
                _terminal.Output.WriteLine(line);
        try
        {
            var display = new ProgressDisplay(_terminal, parsed.GetValue(_json), setup.Recipe.Iterations, setup.Plan.Evaluations > 0, clock);
            var report = await display.WhileAsync(progress => job.RunAsync(progress, Logging(parsed.GetValue(_verbose)), interrupted));
            Show(report, setup.Folder, parsed.GetValue(_json));
            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            _terminal.Error.WriteLine($"The run is safe in {setup.Folder.Path}: go on with `critique train --resume --run {setup.Folder.Path}`.");
            throw;
        }
    }

    private async Task<int> SubmitAsync(ParseResult parsed, IReadOnlyList<NodeAddress> cluster, NodeCertificates? certificates, Stopwatch clock, CancellationToken interrupted)
    {
        foreach (var option in new Option[] { _listen, _join, _roles, _insecure, _dryRun }.Concat(_actors.All))
            if (parsed.GetResult(option) is { Implicit: false })
                throw new ConfigurationException($"{option.Name} is for a run of this process, and --cluster hands it to another.");
        using var client = new ControlClient(cluster, certificates);
        var resume = parsed.GetValue(_resume);
        if (resume && parsed.GetValue(_run) is null)
            throw new ConfigurationException("--resume with --cluster needs --run NAME: there is no telling which of the learner's runs is meant.");
        if (resume && (_recipe.Given(parsed).Count > 0 || parsed.GetValue(_skipBad)))
            throw new ConfigurationException("A run that was handed to a learner goes on with its own recipe: leave RECIPE, --set and --skip-bad out.");
        var account = await client.SubmitAsync(new RunSubmission(parsed.GetValue(_run) ?? "", resume ? "" : RecipeJson.Write(WithoutPassword(Recipe(parsed))), resume), interrupted);
        _terminal.Error.WriteLine($"note: the learner is at {account.Run}, in {account.Folder} on its machine");
        var json = parsed.GetValue(_json);
        try
        {
            var display = new ProgressDisplay(_terminal, json, account.Iterations, account.Evaluates, clock);
            var run = new SubmittedRun(client, account.Run, note => _terminal.Error.WriteLine($"note: {note}"));
            var report = await display.WhileAsync(progress => run.FollowAsync(progress, interrupted));
            if (json)
                _terminal.Output.WriteLine(ReportJson.Write(report));
            else
                ResultTable.Show(_terminal.Out, report, report.Run);
            return ExitCode.Done;
        }
        catch (RunStoppedException)
        {
            _terminal.Error.WriteLine($"{account.Run} was stopped: go on with `critique train --cluster {parsed.GetValue(_cluster)} --resume --run {account.Run}`.");
            throw;
        }
        catch (OperationCanceledException)
        {
            _terminal.Error.WriteLine($"{account.Run} goes on without being watched: `critique train --cluster {parsed.GetValue(_cluster)} --resume --run {account.Run}` follows it again, `critique status --at {parsed.GetValue(_cluster)}` shows it, `critique stop` ends it.");
            throw;
        }
    }

    /// <summary>The learner has the password in its own environment.</summary>
    private static Recipe WithoutPassword(Recipe recipe) => recipe with { Journal = RunJournal.WithoutPassword(recipe.Journal) };

    private Recipe Recipe(ParseResult parsed)
    {
        var recipe = _recipe.Resolve(parsed).Recipe;
        return recipe with { Problems = recipe.Problems with { SkipBad = parsed.GetValue(_skipBad) || recipe.Problems.SkipBad } };
    }

    private TrainSetup Resume(ParseResult parsed)
    {
        var name = _recipe.Name(parsed) is null && parsed.GetValue(_run) is not null ? "" : _recipe.Resolve(parsed).Recipe.Name;
        var folder = RunFolder.ToResume(parsed.GetValue(_run), name);
        if (!folder.HasRun)
        {
            _terminal.Error.WriteLine($"note: nothing was begun in {folder.Path} yet: a new run is begun there");
            return TrainSetup.ForNew(folder.Path, Recipe(parsed));
        }
        var file = RunFile.Read(folder);
        var recipe = _recipe.Name(parsed) is null
            ? _recipe.Resolve(parsed, RecipeLayer.FromJson(RecipeJson.Write(file.Recipe), folder.RunJson))
            : _recipe.Resolve(parsed);
        return TrainSetup.ToResume(folder, file, recipe.Recipe);
    }

    private int Tell(TrainPlan plan, bool json)
    {
        if (json)
            _terminal.WriteJson(plan.ToJson());
        else
            foreach (var line in plan.Lines())
                _terminal.Output.WriteLine(line);
        return ExitCode.Done;
    }

    private void Show(RunReport report, RunFolder folder, bool json)
    {
        if (json)
        {
            _terminal.Output.WriteLine(ReportJson.Write(report));
            return;
        }
        ResultTable.Show(_terminal.Out, report, folder.Path);
        _terminal.Output.WriteLine($"report: {folder.ReportHtml}");
        _terminal.Output.WriteLine($"look at an exploration: critique rollouts show {folder.Path}");
    }

    private RunDoorOptions Door(ParseResult parsed, NodeCertificates? certificates)
    {
        var listen = parsed.GetValue(_listen) is { } given ? NodeAddress.Parse(given, "--listen") : null;
        listen?.RefuseUnlessAllowed(certificates, parsed.GetValue(_insecure));
        var text = parsed.GetRequiredValue(_roles);
        var roles = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToArray();
        if (!roles.All(Roles.All.Contains) || !roles.Contains(Roles.Learner))
            throw new ConfigurationException($"--roles is \"{text}\", but must be learner and, if this process is to do it, core, rollout and critic.");
        if (listen is null && roles.Length < Roles.All.Count)
            throw new ConfigurationException($"--roles leaves work to others, but nobody can join: add --listen HOST:PORT.");
        var join = parsed.GetValue(_join) is { } others ? RunDoors.Parse(others, "--join") : [];
        if (join.Count > 0 && !parsed.GetValue(_resume))
            throw new ConfigurationException("--join is for a run that is under way: add --resume.");
        return new RunDoorOptions(listen, roles, join, certificates, _actors.Port(parsed), _actors.Overrides(parsed));
    }

    /// <summary>Where the actors' log goes: standard error, or nowhere.</summary>
    public static Action<ILoggingBuilder>? Logging(bool verbose) => verbose
        ? logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
        : null;
}
