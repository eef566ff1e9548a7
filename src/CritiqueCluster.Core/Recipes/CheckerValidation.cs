using CritiqueCluster.Core.Problems;
using static CritiqueCluster.Core.Recipes.RecipeValidation;

namespace CritiqueCluster.Core.Recipes;

/// <summary>Validates the settings of a program that judges solutions.</summary>
internal static class CheckerValidation
{
    /// <exception cref="ConfigurationException">Names the first settings that do not go together, and what would.</exception>
    public static void Validate(Recipe recipe)
    {
        var problems = recipe.Problems;
        if (problems.Checker == CheckerKind.BuiltIn)
        {
            Require(problems.CheckerCommand.Count == 0,
                "Problems.CheckerCommand is given, but Problems.Checker is BuiltIn: use --set Problems.Checker=Command.");
            return;
        }
        ProblemSources.RefuseExternalCountdown(problems);
        Require(problems.CheckerCommand is [{ Length: > 0 }, ..] && !problems.CheckerCommand.Any(word => word.Contains('\0', StringComparison.Ordinal)),
            "Problems.Checker is Command, but Problems.CheckerCommand names no program: use, for example, --set Problems.CheckerCommand=\"python3 checker.py\".");
    }
}
