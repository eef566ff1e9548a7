using System.CommandLine;

using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Node.Commands;

/// <summary>A recipe for commands that are not about one: <c>--recipe NAME</c> and <c>--set</c>.</summary>
internal sealed class RecipeOption
{
    private readonly Option<string> _recipe = new("--recipe") { Description = "The recipe whose settings are used: a name or a path.", HelpName = "RECIPE", DefaultValueFactory = _ => "default" };
    private readonly Option<string[]> _set = RecipeArguments.SetOption();

    public void AddTo(Command command)
    {
        command.Add(_recipe);
        command.Add(_set);
    }

    /// <summary>The recipe, below the environment, below <c>--set</c>.</summary>
    public Recipe Resolve(ParseResult parsed) => ResolvedRecipe.From(
        RecipeLayer.FromFile(RecipeFinder.Recipes.Find(parsed.GetRequiredValue(_recipe))),
        RecipeLayer.FromEnvironment(System.Environment.GetEnvironmentVariables()),
        RecipeLayer.FromAssignments(parsed.GetValue(_set) ?? [])).Recipe;
}
