using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Engines;
using CritiqueCluster.Node.Evaluation;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Terminals;

using Spectre.Console;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique evaluate MODEL</c>: pass@k and diversity on problems.</summary>
internal sealed class EvaluateCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _model = new("MODEL") { Description = "embedded, a model folder in Hugging Face layout, or a run folder (its newest policy)." };
    private readonly Option<string> _problems = new("--problems") { Description = "countdown, or a JSONL file of word problems.", HelpName = "FILE", DefaultValueFactory = _ => "countdown" };
    private readonly Option<int> _count = new("--count") { Description = "Held-out problems; of a file, all its problems by default.", HelpName = "N" };
    private readonly Option<int?> _samples = new("--samples") { Description = "Attempts per problem. [default: the recipe's]", HelpName = "N" };
    private readonly Option<double?> _temperature = new("--temperature") { Description = "Sampling temperature. [default: the recipe's]", HelpName = "T" };
    private readonly Option<bool> _critique = new("--critique") { Description = "Also compare ways to use the recipe's critic at test time with plain votes, at equal generated tokens." };
    private readonly Option<bool> _skipBad = SkipBadOption.Create();
    private readonly RecipeOption _recipe = new();
    private readonly Option<bool> _json = JsonOption.Create();

    private EvaluateCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal) => new EvaluateCommand(terminal).Create();

    private Command Create()
    {
        var command = new Command("evaluate", "Measures a model: pass@k, distinct solutions and entropy on problems it was not trained on.")
        {
            _model, _problems, _count, _samples, _temperature, _critique, _skipBad, _json,
        };
        _recipe.AddTo(command);
        _count.Within(1);
        command.SetAction((parsed, interrupted) => Task.Run(() => Run(parsed, interrupted), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken interrupted)
    {
        var recipe = Recipe(parsed);
        var source = ProblemSources.From(recipe.Problems, Directory.GetCurrentDirectory());
        var problems = EvaluationProblems.Take(source, recipe.Evaluation.Split, parsed.GetValue(_count), recipe.Problems.HeldOut);
        EvaluationProblems.TellSkipped(source, _terminal.Error);
        var name = parsed.GetRequiredValue(_model);
        var folder = ModelSource.PolicyFolder(name);
        if (new RunFolder(name) is { HasRun: true } run && !folder.StartsWith(run.In("parameters"), StringComparison.Ordinal))
            _terminal.Error.WriteLine($"note: {name} has published no version yet: what is measured is its base");
        TorchRuntime.UseThreads(recipe.Threads);
        using var policy = LocalEngines.Policy(recipe, folder, source.Checker, note => _terminal.Error.WriteLine($"note: {note}"));
        var plan = new EvaluationPlan(recipe.Evaluation.Samples, new SamplingOptions(recipe.Evaluation.Temperature, 1, 0, recipe.Rollout.MaxTokens), recipe.Seed, recipe.Evaluation.PassAt);
        var result = new Evaluator(policy, source.Checker, plan).Run(problems, _ => { }, interrupted);
        if (result.Unjudged.Count > 0)
            _terminal.Error.WriteLine(FormattableString.Invariant($"note: {result.Unjudged.Count} attempt(s) could not be judged and are left out; the first: {result.Unjudged[0]}"));
        var whole = problems.Where(problem => result.Attempts[problem.Id].Count == plan.Samples).ToList();
        if (parsed.GetValue(_critique) && whole.Count == 0)
            throw new EnvironmentException("--critique needs problems whose attempts could all be judged, and there is none.");
        var curves = parsed.GetValue(_critique) ? Curves(recipe, policy, source.Checker, whole, result, interrupted) : null;
        if (parsed.GetValue(_json))
        {
            var document = Document(result, plan);
            if (curves is not null)
                document["testTime"] = TestTimeTable.ToJson(curves);
            _terminal.WriteJson(document);
            return ExitCode.Done;
        }
        _terminal.Output.WriteLine($"model  {folder}");
        Show(result, plan);
        if (curves is not null)
        {
            _terminal.Output.WriteLine(FormattableString.Invariant($"Share of problems got right at test time, critic {(recipe.Critic.Kind == CriticKind.Exact ? "exact (an upper bound)" : recipe.Critic.Model)}; critiques and refinements count:"));
            TestTimeTable.Show(_terminal.Out, curves);
        }
        return ExitCode.Done;
    }

    /// <summary>Budgets are 1, 2, 4, … samples' worth.</summary>
    private static IReadOnlyList<BudgetCurve> Curves(
        Recipe recipe, IEngine<RolloutRequest, RolloutResult> policy, ISolutionChecker checker, IReadOnlyList<Problem> problems, EvaluationResult sampled,
        CancellationToken interrupted)
    {
        using var critic = LocalEngines.Critic(recipe, checker);
        var tried = new TestTimeRun(policy, critic, checker, recipe, interrupted).Run(problems, sampled.Attempts);
        var sample = tried.SelectMany(p => p.Samples).Average(t => t.Tokens);
        return TestTime.Curves(tried, [.. Enumerable.Range(0, 32).Select(i => 1L << i).TakeWhile(n => n <= recipe.Evaluation.Samples).Select(n => n * sample)]);
    }

    private Recipe Recipe(ParseResult parsed)
    {
        var recipe = _recipe.Resolve(parsed);
        var samples = Positive(parsed.GetValue(_samples) ?? recipe.Evaluation.Samples, "--samples");
        var temperature = parsed.GetValue(_temperature) ?? recipe.Evaluation.Temperature;
        if (!(temperature > 0 && double.IsFinite(temperature)))
            throw new ConfigurationException($"--temperature is {temperature}, but must be above 0.");
        return recipe with
        {
            Problems = recipe.Problems with { Source = parsed.GetRequiredValue(_problems), SkipBad = parsed.GetValue(_skipBad) || recipe.Problems.SkipBad },
            Evaluation = recipe.Evaluation with { Samples = samples, Temperature = temperature },
        };
    }

    private static int Positive(int value, string name) => value > 0 ? value : throw new ConfigurationException($"{name} is {value}, but must be at least 1.");

    private static JsonObject Document(EvaluationResult result, EvaluationPlan plan) => new()
    {
        ["problems"] = result.Summary.Problems,
        ["samples"] = plan.Samples,
        ["temperature"] = plan.Sampling.Temperature,
        ["passAt"] = new JsonObject(result.Summary.PassAt.Select(pair => KeyValuePair.Create(pair.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)pair.Value))),
        ["distinctPerProblem"] = result.Summary.DistinctPerProblem,
        ["tokenEntropy"] = result.Summary.TokenEntropy,
        ["generatedTokens"] = result.Summary.GeneratedTokens,
        ["tokensPerSecond"] = result.Summary.GeneratedTokens / result.Seconds,
        ["seconds"] = result.Seconds,
        ["unjudged"] = result.Unjudged.Count,
    };

    private void Show(EvaluationResult result, EvaluationPlan plan)
    {
        var summary = result.Summary;
        var table = new Table { Border = TableBorder.Simple };
        string[] columns = ["", "problems", .. summary.PassAt.Keys.Select(k => FormattableString.Invariant($"pass@{k}"))];
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var level in summary.ByLevel)
            table.AddRow([Markup.Escape(level.Name), FormattableString.Invariant($"{level.Problems}"), .. level.PassAt.Values.Select(value => FormattableString.Invariant($"{value:0.000}"))]);
        table.AddRow(["all", FormattableString.Invariant($"{summary.Problems}"), .. summary.PassAt.Values.Select(value => FormattableString.Invariant($"{value:0.000}"))]);
        _terminal.Out.Write(table);
        _terminal.Output.WriteLine(FormattableString.Invariant($"{summary.DistinctPerProblem:0.00} distinct solutions per problem, entropy {summary.TokenEntropy:0.000} nats per token, {plan.Samples} samples at temperature {plan.Sampling.Temperature}"));
        _terminal.Output.WriteLine(FormattableString.Invariant($"{summary.GeneratedTokens} tokens in {result.Seconds:0.0} s, {summary.GeneratedTokens / result.Seconds:0} tokens/s"));
    }
}
