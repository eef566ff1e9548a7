using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Node.Engines;

/// <summary>Makes engines: empty ones for workers, which load what they are asked for, and ones that are ready to work.</summary>
internal static class LocalEngines
{
    /// <summary>A policy without parameters; where a program of the user's judges, its attempts come with a verdict.</summary>
    /// <param name="recipe">Device, generator, and the program.</param>
    /// <param name="checker">Splits solutions into steps.</param>
    /// <param name="note">Told what goes wrong with the program, on other threads.</param>
    public static IEngine<RolloutRequest, RolloutResult> EmptyPolicy(Recipe recipe, ISolutionChecker checker, Action<string> note)
    {
        var policy = new PolicyEngine(recipe.Policy.Device, recipe.Generation, checker);
        return checker.IsExternal ? new CheckingEngine(policy, recipe.Problems, note) : policy;
    }

    /// <summary>The recipe's critic, without parameters if it needs some.</summary>
    public static IEngine<CritiqueRequest, CritiqueResult> EmptyCritic(Recipe recipe, ISolutionChecker checker) =>
        recipe.Critic.Kind == CriticKind.Exact ? new ExactCritic(checker) : new ModelCritic(recipe.Critic, recipe.Generation, checker);

    /// <summary>A policy with its parameters loaded.</summary>
    /// <param name="recipe">Device and generator.</param>
    /// <param name="folder">A model folder.</param>
    /// <param name="checker">Splits solutions into steps.</param>
    /// <param name="note">Told what goes wrong with the program that judges, if one does.</param>
    public static IEngine<RolloutRequest, RolloutResult> Policy(Recipe recipe, string folder, ISolutionChecker checker, Action<string> note) =>
        Loaded(EmptyPolicy(recipe, checker, note), "policy", folder);

    /// <summary>The recipe's critic, ready to work.</summary>
    public static IEngine<CritiqueRequest, CritiqueResult> Critic(Recipe recipe, ISolutionChecker checker) => recipe.Critic.Kind == CriticKind.Exact
        ? EmptyCritic(recipe, checker)
        : Loaded(EmptyCritic(recipe, checker), "critic", ModelSource.Folder("critic", recipe.Critic.Model));

    private static IEngine<TRequest, TResult> Loaded<TRequest, TResult>(IEngine<TRequest, TResult> engine, string model, string folder)
    {
        try
        {
            engine.Load(ModelSource.Base(model, folder).Version, folder);
            return engine;
        }
        catch
        {
            engine.Dispose();
            throw;
        }
    }
}
