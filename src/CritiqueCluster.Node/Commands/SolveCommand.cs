using System.CommandLine;

using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Engines;
using CritiqueCluster.Node.Explorations;
using CritiqueCluster.Node.Solving;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique solve "3 7 25 50 -> 82"</c>: one problem, worked on before the user's eyes.</summary>
internal sealed class SolveCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _problem = new("PROBLEM") { Description = "Numbers and the target to be reached with them, as in \"3 7 25 50 -> 82\"." };
    private readonly Option<string> _model = new("--model") { Description = "embedded, a model folder, or a run folder (its newest policy).", DefaultValueFactory = _ => "embedded" };
    private readonly Option<CriticKind?> _critic = new("--critic") { Description = "model: a language model that writes critiques; exact: arithmetic, an upper bound." };
    private readonly Option<long> _seed = new("--seed") { Description = "Another seed shows other attempts.", DefaultValueFactory = _ => 1, HelpName = "N" };
    private readonly Option<int> _attempts = new("--attempts") { Description = "Attempts from the problem alone.", DefaultValueFactory = _ => 16, HelpName = "N" };
    private readonly RecipeOption _recipe = new();
    private readonly Option<bool> _json = JsonOption.Create();

    private SolveCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal) => new SolveCommand(terminal).Create();

    private Command Create()
    {
        var command = new Command("solve", "Solves one problem and shows how: attempt, critique, refinement.") { _problem, _model, _critic, _seed, _attempts, _json };
        _recipe.AddTo(command);
        _attempts.Within(1);
        command.SetAction((parsed, interrupted) => Task.Run(() => Run(parsed, interrupted), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken interrupted)
    {
        var recipe = _recipe.Resolve(parsed);
        recipe = recipe with { Critic = recipe.Critic with { Kind = parsed.GetValue(_critic) ?? recipe.Critic.Kind } };
        if (ProblemSources.IsExternal(recipe.Problems))
            _terminal.Error.WriteLine("note: the problem is Countdown's, so its own checker judges, and not Problems.CheckerCommand.");
        var problem = CountdownSource.FromStatement("solve", parsed.GetRequiredValue(_problem));
        var checker = new CountdownChecker(recipe.Problems.Countdown);
        var puzzle = CountdownPuzzle.Parse(problem.Statement);
        if (!checker.Solver.Reachable(puzzle.Numbers, puzzle.Target))
            _terminal.Error.WriteLine($"note: {puzzle.Target} cannot be reached with all of these numbers; no attempt can be right.");
        var folder = ModelSource.PolicyFolder(parsed.GetRequiredValue(_model));
        TorchRuntime.UseThreads(recipe.Threads);
        using var policy = LocalEngines.Policy(recipe, folder, checker, _terminal.Error.WriteLine);
        using var critic = LocalEngines.Critic(recipe, checker);
        var solved = new Solver(policy, critic, checker, Options(recipe, parsed.GetValue(_seed), parsed.GetValue(_attempts)), interrupted).Solve(problem);
        if (parsed.GetValue(_json))
            _terminal.WriteJson(ExplorationJson.Whole(solved, checker));
        else
            new SolveView(_terminal.Out, checker, recipe.Critic.Kind == CriticKind.Exact).Show(solved);
        return ExitCode.Done;
    }

    private static SolveOptions Options(Recipe recipe, long seed, int attempts) => new(
        seed, attempts, recipe.Rollout.RefinementsPerCritique,
        recipe.Rollout.Refinement == RefinementMode.Rewrite ? AttemptSource.Rewritten : AttemptSource.Continued,
        new SamplingOptions(recipe.Rollout.Temperature, recipe.Rollout.TopP, recipe.Rollout.TopK, recipe.Rollout.MaxTokens), recipe.Critic.MaxTokens);
}
