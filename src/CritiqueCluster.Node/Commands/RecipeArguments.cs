using System.CommandLine;

using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Node.Commands;

/// <summary>The arguments by which a command is given a recipe.</summary>
/// <param name="otherwise">The recipe where none is named.</param>
internal sealed class RecipeArguments(string otherwise = "default")
{
    private readonly Argument<string?> _recipe = new("RECIPE")
    {
        Description = $"A name in cluster-config/recipes, or a path. [default: {otherwise}]",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> _set = SetOption();

    /// <summary>Gives a command these arguments.</summary>
    public void AddTo(Command command)
    {
        _recipe.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is ['-', ..] option)
                result.AddError($"There is no option {option}: --help lists them.");
        });
        command.Add(_recipe);
        command.Add(_set);
    }

    /// <summary>The name or path that was given, if any.</summary>
    public string? Name(ParseResult parsed) => parsed.GetValue(_recipe);

    /// <summary>What was given, as arguments for another process.</summary>
    public IReadOnlyList<string> Given(ParseResult parsed) =>
        [.. Name(parsed) is { } name ? [name] : Array.Empty<string>(), .. (parsed.GetValue(_set) ?? []).SelectMany(setting => new[] { "--set", setting })];

    /// <summary>The recipe file, below the environment, below <c>--set</c>.</summary>
    public ResolvedRecipe Resolve(ParseResult parsed) => Resolve(parsed, RecipeLayer.FromFile(RecipeFinder.Recipes.Find(Name(parsed) ?? otherwise)));

    /// <summary>Another base, below the environment, below <c>--set</c>.</summary>
    public ResolvedRecipe Resolve(ParseResult parsed, RecipeLayer basis) => ResolvedRecipe.From(
        basis,
        RecipeLayer.FromEnvironment(System.Environment.GetEnvironmentVariables()),
        RecipeLayer.FromAssignments(parsed.GetValue(_set) ?? []));

    /// <summary>The option <c>--set</c>.</summary>
    /// <param name="example">A setting that may be changed.</param>
    public static Option<string[]> SetOption(string example = "Rollout.Attempts=16") => new("--set")
    {
        Description = $"Change a setting, as in --set {example}; may be repeated.",
        HelpName = "KEY=VALUE",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };
}
