using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Engines;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Replay;

/// <summary>
/// Has another critic judge the attempts of a run's journal. Of a run whose critic learned, the F1 before is the base critic's, while its
/// critiques are those that were written, by every version.
/// </summary>
/// <param name="source">The run.</param>
/// <param name="critic"><c>exact</c>, <c>embedded</c> or a model folder.</param>
/// <param name="say">Told now and then where it stands.</param>
internal sealed class CriticRehearing(ReplaySource source, string critic, Action<string> say)
{
    /// <summary>The report.</summary>
    public CriticReplayReport Run(CancellationToken interrupted)
    {
        var recipe = source.File.Recipe;
        var checker = ProblemSources.From(recipe.Problems, Directory.GetCurrentDirectory()).Checker;
        var exact = string.Equals(critic, nameof(CriticKind.Exact), StringComparison.OrdinalIgnoreCase);
        var other = recipe with { Critic = recipe.Critic with { Kind = exact ? CriticKind.Exact : CriticKind.Model, Model = critic, Train = CriticTraining.Off } };
        RecipeValidation.Validate(other);
        TorchRuntime.UseThreads(source.File.Threads);
        using var engine = LocalEngines.Critic(other, checker);
        var seldom = new Seldom(TimeSpan.FromSeconds(5));
        var replay = new CriticReplay(engine, checker, recipe.Critic.MaxTokens);
        var fold = new ExplorationFold(source.Broken);
        replay.Run(source.Entries().Select(fold.Add).OfType<JournalledExploration>().Select(e => e.Record), done =>
        {
            if (seldom.IsTime())
                say(FormattableString.Invariant($"{done} attempts criticised again"));
        }, interrupted);
        if (source.File.Critic is { } before && Directory.Exists(before.Folder))
        {
            using var original = LocalEngines.Critic(recipe with { Critic = recipe.Critic with { Model = before.Folder } }, checker);
            replay.AuditOriginal(original);
        }
        return replay.Summarise();
    }
}
