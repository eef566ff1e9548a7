using System.CommandLine;
using System.Text.Json.Nodes;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Pretraining;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Engines;
using CritiqueCluster.Node.Terminals;

using Spectre.Console;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique pretrain</c>: the embedded base policy and critic, from nothing.</summary>
internal sealed class PretrainCommand
{
    private static readonly PretrainingOptions Defaults = new();

    private readonly Terminal _terminal;
    private readonly Option<string> _output = new("--output") { Description = "Gets the folders policy and critic; new, or empty.", HelpName = "DIR", DefaultValueFactory = _ => "models" };
    private readonly Option<long> _seed = new("--seed") { Description = "The same seed and threads give the same hashes.", HelpName = "N", DefaultValueFactory = _ => Defaults.Seed };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads of libtorch.", HelpName = "N", DefaultValueFactory = _ => Defaults.Threads };
    private readonly Option<string?> _policy = new("--policy") { Description = "A policy made before, or embedded: makes only the critic, the same as if both were made.", HelpName = "DIR" };
    private readonly Option<int> _policySteps = new("--policy-steps") { Description = "Optimizer steps of the policy.", HelpName = "N", DefaultValueFactory = _ => Defaults.PolicySteps };
    private readonly Option<int> _reachSteps = new("--reach-steps") { Description = "Optimizer steps in which the critic first learns what can be reached from which numbers; 0: none.", HelpName = "N", DefaultValueFactory = _ => Defaults.ReachSteps };
    private readonly Option<int> _criticSteps = new("--critic-steps") { Description = "Optimizer steps of the critic.", HelpName = "N", DefaultValueFactory = _ => Defaults.CriticSteps };
    private readonly Option<int> _criticProblems = new("--critic-problems") { Description = "Problems whose attempts the critic learns to criticise.", HelpName = "N", DefaultValueFactory = _ => Defaults.CriticProblems };
    private readonly RecipeOption _recipe = new();
    private readonly Option<bool> _json = JsonOption.Create();

    private PretrainCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal) => new PretrainCommand(terminal).Create();

    private Command Create()
    {
        var command = new Command("pretrain", "Makes a small base policy and critic from nothing, for the recipe's Countdown problems.")
        {
            _output, _seed, _threads, _policy, _policySteps, _reachSteps, _criticSteps, _criticProblems, _json,
        };
        _recipe.AddTo(command);
        foreach (var option in new[] { _threads, _policySteps, _criticSteps })
            option.Within(1);
        _criticProblems.Within(1, 10_000_000); // they are held in memory
        _reachSteps.Within(0);
        command.SetAction((parsed, interrupted) => Task.Run(() => Run(parsed, interrupted), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken interrupted)
    {
        var options = new PretrainingOptions
        {
            Seed = parsed.GetValue(_seed),
            Threads = parsed.GetValue(_threads),
            Policy = parsed.GetValue(_policy) is { } policy ? ModelSource.Folder("policy", policy) : null,
            PolicySteps = parsed.GetValue(_policySteps),
            ReachSteps = parsed.GetValue(_reachSteps),
            CriticSteps = parsed.GetValue(_criticSteps),
            CriticProblems = parsed.GetValue(_criticProblems),
            Countdown = Countdown(parsed),
        };
        var output = parsed.GetRequiredValue(_output);
        var result = Pretrain(options, output, parsed.GetValue(_json), interrupted);
        if (parsed.GetValue(_json))
            _terminal.WriteJson(Document(options, result));
        else
            Tell(output, result);
        return ExitCode.Done;
    }

    private CountdownOptions Countdown(ParseResult parsed)
    {
        var problems = _recipe.Resolve(parsed, "Problems.Countdown").Problems;
        return problems.Source == "countdown"
            ? problems.Countdown
            : throw new ConfigurationException($"Problems.Source is {problems.Source}, but models are made from nothing for Countdown alone: name another recipe with --recipe.");
    }

    private PretrainingResult Pretrain(PretrainingOptions options, string output, bool json, CancellationToken interrupted)
    {
        if (!json && _terminal.OutputIsTerminal)
            return _terminal.Out.Status().Start("starting", context =>
                new Pretrainer(options, progress => context.Status(Markup.Escape(Line(progress)))).Run(output, interrupted));
        var writer = json ? _terminal.Error : _terminal.Output;
        var seldom = new Seldom(TimeSpan.FromSeconds(10));
        return new Pretrainer(options, progress =>
        {
            if (seldom.IsTime() || progress.Done == progress.Total)
                writer.WriteLine(Line(progress));
        }).Run(output, interrupted);
    }

    private static string Line(PretrainingProgress progress) => progress.Loss is { } loss
        ? FormattableString.Invariant($"{progress.Phase}  {progress.Done}/{progress.Total} steps  loss {loss:0.000}")
        : FormattableString.Invariant($"{progress.Phase}  {progress.Done}/{progress.Total}");

    private void Tell(string output, PretrainingResult result)
    {
        _terminal.Output.WriteLine($"policy  {Path.Combine(output, "policy")}  {result.PolicyHash}");
        _terminal.Output.WriteLine($"critic  {Path.Combine(output, "critic")}  {result.CriticHash}");
        _terminal.Output.WriteLine(FormattableString.Invariant(
            $"{result.Attempts} attempts criticised, {result.FlawedAttempts} of them wrong; {result.KeptCritiques} critiques kept, since a refinement after them succeeded"));
    }

    private static JsonObject Document(PretrainingOptions options, PretrainingResult result) => new()
    {
        ["seed"] = options.Seed,
        ["threads"] = options.Threads,
        ["policy"] = result.PolicyHash,
        ["critic"] = result.CriticHash,
        ["attempts"] = result.Attempts,
        ["flawedAttempts"] = result.FlawedAttempts,
        ["keptCritiques"] = result.KeptCritiques,
    };
}
