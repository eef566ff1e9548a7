using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Node.Nodes;

/// <summary>
/// A node that is handed a recipe by another process runs no program because that recipe says so: certificates say who its peers are, not
/// what they may have it do. Whoever starts the node allows it.
/// </summary>
internal static class HandedCommands
{
    /// <summary>Refuses a run whose recipe names a program that this node would run and may not.</summary>
    /// <param name="isAllowed">Whether the node was started with <c>--allow-commands</c>.</param>
    /// <param name="roles">What the node does.</param>
    /// <param name="recipe">The recipe that it was handed.</param>
    /// <param name="run">The run's name.</param>
    /// <returns>Whether the node runs a program for it.</returns>
    /// <exception cref="ConfigurationException">It would, and may not.</exception>
    public static bool RefuseUnlessAllowed(bool isAllowed, IReadOnlyCollection<string> roles, Recipe recipe, string run)
    {
        if (!ProblemSources.IsExternal(recipe.Problems) || !roles.Contains(Roles.Rollout))
            return false;
        return isAllowed ? true : throw new ConfigurationException(
            $"The recipe of {run} has each rollout worker run a program (Problems.CheckerCommand is {string.Join(' ', recipe.Problems.CheckerCommand)}), and this node was not told that it may: start it with --allow-commands if you trust whoever hands it recipes, or without the role rollout.");
    }
}
