using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Control;
using CritiqueCluster.Node.Reports;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Comparison;

/// <summary>A cluster's learner does them, one after another; their reports come back, their journals stay there.</summary>
/// <param name="client">Reaches the learner.</param>
/// <param name="comparison">The comparison's key, with which the runs' names begin there.</param>
/// <param name="warn">Told of what is odd and was dealt with.</param>
internal sealed class ClusterArmRunner(ControlClient client, string comparison, Action<string> warn) : IArmRunner
{
    public async Task<RunReport> RunAsync(RunFolder folder, Recipe recipe, Action<RunProgress> progress, CancellationToken interrupted)
    {
        if (folder.HasRun)
            throw new ConfigurationException($"{folder.Path} was begun on this machine: go on with it here first, without --cluster.");
        var arm = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(folder.Path)))!;
        var name = $"{comparison}-{arm.Replace('+', '.')}-{folder.Name}";
        await BeginAsync(name, recipe, interrupted);
        var report = await new SubmittedRun(client, name, warn).FollowAsync(progress, interrupted);
        Directory.CreateDirectory(folder.Path);
        DurableFile.Write(folder.ReportJson, ReportJson.Write(report) + "\n");
        return report;
    }

    /// <summary>Asks whether somebody is there.</summary>
    /// <exception cref="EnvironmentException">Nobody answers.</exception>
    public Task ReachAsync(CancellationToken interrupted) => AccountAsync(comparison, interrupted);

    private async Task BeginAsync(string name, Recipe recipe, CancellationToken interrupted)
    {
        if (await AccountAsync(name, interrupted) is not { } known)
            await client.SubmitAsync(new RunSubmission(name, RecipeJson.Write(recipe with { Journal = RunJournal.WithoutPassword(recipe.Journal) })), interrupted);
        else if (known.Fate == RunFate.Stopped)
            await client.SubmitAsync(new RunSubmission(name, "", Resume: true), interrupted);
    }

    private async Task<RunAccount?> AccountAsync(string name, CancellationToken interrupted)
    {
        try
        {
            return await client.AccountAsync(name, interrupted);
        }
        catch (ConfigurationException)
        {
            return null; // there is no such run yet
        }
    }
}
