using System.CommandLine;

using CritiqueCluster.Core;
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
    public Recipe Resolve(ParseResult parsed) => Resolve(parsed, parsed.GetValue(_set) ?? []);

    /// <summary>The same, for a command that takes a section of it and nothing else.</summary>
    /// <exception cref="ConfigurationException"><c>--set</c> changes another one, which would be lost on the way.</exception>
    public Recipe Resolve(ParseResult parsed, string section)
    {
        var recipe = Resolve(parsed);
        return RecipeJson.Differences(Resolve(parsed, []), recipe).FirstOrDefault(d => !d.Path.StartsWith(section + '.', StringComparison.Ordinal)) is not { } other
            ? recipe
            : throw new ConfigurationException($"--set has {other.Path}, but all that `critique {parsed.CommandResult.Command.Name}` takes of a recipe is {section}: leave it out.");
    }

    private Recipe Resolve(ParseResult parsed, string[] assignments) => ResolvedRecipe.From(
        RecipeLayer.FromFile(RecipeFinder.Recipes.Find(parsed.GetRequiredValue(_recipe))),
        RecipeLayer.FromEnvironment(System.Environment.GetEnvironmentVariables()),
        RecipeLayer.FromAssignments(assignments)).Recipe;
}
