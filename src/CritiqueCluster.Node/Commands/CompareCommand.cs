using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Comparison;
using CritiqueCluster.Node.Control;
using CritiqueCluster.Node.Evaluation;
using CritiqueCluster.Node.Nodes;
using CritiqueCluster.Node.Reports;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Terminals;
using CritiqueCluster.Node.Training;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique compare [RECIPE]</c>: arms with the same base, problems and budget of generated tokens, over several seeds.</summary>
internal sealed class CompareCommand
{
    private readonly Terminal _terminal;
    private readonly Option<bool> _verbose;
    private readonly RecipeArguments _recipe = new("compare");
    private readonly Option<string?> _arms = new("--arms") { Description = "Names in cluster-config/arms or paths to arms of your own, joined by + where they go together. [default: vanilla,resample,critique]", HelpName = "ARM,…" };
    private readonly Option<string?> _seeds = new("--seeds") { Description = "Each arm runs with each of them. [default: 1,2,3]", HelpName = "N,…" };
    private readonly Option<string?> _output = new("--output") { Description = "The comparison's folder. [default: the next free comparisons/NAME-N]", HelpName = "DIR" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with the comparison in --output, or with the newest; --arms and --seeds add to it." };
    private readonly Option<string?> _cluster = new("--cluster") { Description = "Have a learner that waits for runs do them (`critique node --roles learner`).", HelpName = "HOST:PORT,…" };
    private readonly CertificateOptions _certificates = new();
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be done, and touch nothing." };
    private readonly Option<bool> _json = JsonOption.Create();

    private CompareCommand(Terminal terminal, Option<bool> verbose) => (_terminal, _verbose) = (terminal, verbose);

    public static Command Create(Terminal terminal, Option<bool> verbose) => new CompareCommand(terminal, verbose).Create();

    private Command Create()
    {
        var command = new Command("compare", "Compares ways to explore and learn: same base, problems and budget of generated tokens.") { _arms, _seeds, _output, _resume, _cluster, _dryRun, _json };
        _certificates.AddTo(command);
        _recipe.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken interrupted)
    {
        var (folder, file) = parsed.GetValue(_resume) ? Resumed(parsed) : New(parsed);
        var json = parsed.GetValue(_json);
        using var certificates = _certificates.Read(parsed);
        using var client = parsed.GetValue(_cluster) is { } cluster ? new ControlClient(RunDoors.Parse(cluster, "--cluster"), certificates) : null;
        if (client is null && !folder.IsBegun)
            foreach (var arm in file.Arms) // what cannot be run is said before anything is told or written
                TrainSetup.ForNew(folder.RunOf(arm.Key, file.Seeds[0]).Path, arm.Value);
        if (json && parsed.GetValue(_dryRun))
            _terminal.WriteJson(PlanJson(folder, file));
        else if (!json)
            foreach (var line in Plan(folder, file))
                _terminal.Output.WriteLine(line);
        if (parsed.GetValue(_dryRun))
            return ExitCode.Done;
        var runner = await RunnerAsync(parsed, client, file, interrupted);
        file.Write(folder);
        try
        {
            var report = await new ComparisonJob(folder, file, runner).RunAsync((step, run) =>
            {
                (json ? _terminal.Error : _terminal.Output).WriteLine(string.Create(CultureInfo.InvariantCulture, $"run {step.Number} of {step.Runs}: {step.Arm}, seed {step.Seed}"));
                return new ProgressDisplay(_terminal, json, step.Iterations, file.Basis.Evaluation.Samples > 0, Stopwatch.StartNew()).WhileAsync(run);
            }, interrupted);
            if (json)
                _terminal.Output.WriteLine(ReportJson.Write(report));
            else
                ComparisonTable.Show(_terminal.Out, report, folder);
            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            _terminal.Error.WriteLine($"The comparison is safe in {folder.Path}: go on with `critique compare --resume --output {folder.Path}`.");
            throw;
        }
    }

    /// <summary>Before anything is written: a cluster that is not there leaves no folder behind.</summary>
    private async Task<IArmRunner> RunnerAsync(ParseResult parsed, ControlClient? client, ComparisonFile file, CancellationToken interrupted)
    {
        if (client is null)
            return new LocalArmRunner(TrainCommand.Logging(parsed.GetValue(_verbose)), Note);
        var cluster = new ClusterArmRunner(client, file.Key, Note);
        await cluster.ReachAsync(interrupted);
        return cluster;
    }

    private void Note(string text) => _terminal.Error.WriteLine($"note: {text}");

    private (ComparisonFolder, ComparisonFile) New(ParseResult parsed)
    {
        var (recipe, origins) = _recipe.Resolve(parsed);
        foreach (var (path, option) in new[] { ("Rollout.Arm", "--arms"), ("Seed", "--seeds") })
            if (origins.TryGetValue(path, out var origin) && RecipeLayer.IsGiven(origin))
                throw new ConfigurationException($"{path} is given ({origin}), but {option} says what a comparison is of: leave it out.");
        if (recipe.Mode == RunMode.Streaming)
            throw new ConfigurationException("Mode is Streaming, but arms are compared in iterations: in a stream nobody gets what others leave of the budget, and tokens would not be equal. Use --set Mode=Iterations.");
        var folder = ComparisonFolder.ForNew(parsed.GetValue(_output), recipe.Name);
        var file = ComparisonFile.Of(recipe.Name, recipe, Arms(parsed, "vanilla,resample,critique"), Seeds(parsed, "1,2,3"));
        foreach (var line in file.GivingWay(origins))
            Note(line);
        return (folder, file);
    }

    private (ComparisonFolder, ComparisonFile) Resumed(ParseResult parsed)
    {
        if (_recipe.Given(parsed).Count > (parsed.GetValue(_output) is null && _recipe.Name(parsed) is not null ? 1 : 0))
            throw new ConfigurationException("A comparison goes on with its own recipe: leave --set out, and RECIPE, unless it is to say which comparison is meant.");
        var folder = ComparisonFolder.ToResume(parsed.GetValue(_output), _recipe.Resolve(parsed).Recipe.Name);
        return (folder, ComparisonFile.Read(folder).With(Arms(parsed, ""), Seeds(parsed, "")));
    }

    private List<RecipeArm> Arms(ParseResult parsed, string otherwise) => [.. Split(parsed, _arms, otherwise).Select(RecipeArm.Find)];

    private List<long> Seeds(ParseResult parsed, string otherwise) => [.. Split(parsed, _seeds, otherwise).Select(seed =>
        long.TryParse(seed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw new ConfigurationException($"--seeds has \"{seed}\", which is no whole number."))];

    private static string[] Split(ParseResult parsed, Option<string?> option, string otherwise)
    {
        var given = parsed.GetValue(option);
        var parts = (given ?? otherwise).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return given is null || parts.Length > 0 ? parts : throw new ConfigurationException($"{option.Name} names none: leave it out, or give it a list such as {(option.Name == "--arms" ? "vanilla,critique" : "1,2,3")}.");
    }

    private static JsonObject PlanJson(ComparisonFolder folder, ComparisonFile file) => new()
    {
        ["folder"] = folder.Path,
        ["arms"] = new JsonArray([.. file.Arms.Keys.Select(arm => JsonValue.Create(arm))]),
        ["seeds"] = new JsonArray([.. file.Seeds.Select(seed => JsonValue.Create(seed))]),
        ["runs"] = file.Runs.Count(),
        ["tokenBudget"] = file.TokenBudget,
        ["recipe"] = RecipeJson.ToNode(file.Basis with { Journal = RunJournal.WithoutPassword(file.Basis.Journal) }),
    };

    private static IEnumerable<string> Plan(ComparisonFolder folder, ComparisonFile file)
    {
        var recipe = file.Basis;
        FormattableString[] lines =
        [
            $"folder      {folder.Path}",
            $"arms        {string.Join(", ", file.Arms.Keys)}",
            $"seeds       {string.Join(", ", file.Seeds)}: {file.Seeds.Count * file.Arms.Count} runs, iterations of each: {recipe.Iterations}",
            $"problems    {recipe.Problems.Source}: {recipe.Problems.Train} to learn from, {recipe.Problems.HeldOut} {EvaluationProblems.NameOf(recipe.Evaluation.Split)}, {recipe.Evaluation.Samples} samples of each",
            $"tokens      {file.TokenBudget:N0} to explore with in every run, critiques included",
        ];
        return lines.Select(FormattableString.Invariant);
    }
}
