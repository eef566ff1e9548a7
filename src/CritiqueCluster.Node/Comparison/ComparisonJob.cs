using System.Text.Json;

using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Comparison;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Node.Reports;

namespace CritiqueCluster.Node.Comparison;

/// <summary>A comparison from its folder to its report, which is written again after every run.</summary>
/// <param name="folder">Where it is.</param>
/// <param name="file">What it is.</param>
/// <param name="runner">Who does the runs.</param>
internal sealed class ComparisonJob(ComparisonFolder folder, ComparisonFile file, IArmRunner runner)
{
    /// <summary>Does the runs that are missing.</summary>
    /// <param name="following">Shows a run: told which it is, and how to do it.</param>
    /// <param name="interrupted">Ends it so that it can be gone on with.</param>
    public async Task<ComparisonReport> RunAsync(Func<ComparisonStep, Func<Action<RunProgress>, Task<RunReport>>, Task<RunReport>> following, CancellationToken interrupted)
    {
        var all = file.Runs.ToList();
        var done = all.Select(Done).OfType<ComparedRun>().ToList();
        ComparisonReport? report = null;
        foreach (var (arm, seed) in all.Where(run => !done.Any(d => (d.Arm, d.Seed) == run)).ToList())
        {
            var run = folder.RunOf(arm, seed);
            var step = new ComparisonStep(arm, seed, done.Count + 1, all.Count, file.Arms[arm].Iterations);
            done.Add(new ComparedRun(arm, seed, await following(step, progress => runner.RunAsync(run, file.RecipeOf(arm, seed), progress, interrupted))));
            report = Write(done);
        }
        return report ?? Write(done);
    }

    private ComparisonReport Write(IReadOnlyCollection<ComparedRun> runs) =>
        ComparisonReports.Write(folder, file, Comparer.Build(folder.Name, [.. file.Arms.Keys], file.TokenBudget, runs, file.Runs.Count()), runs);

    private ComparedRun? Done((string Arm, long Seed) run)
    {
        var path = folder.RunOf(run.Arm, run.Seed).ReportJson;
        try
        {
            return File.Exists(path) ? new ComparedRun(run.Arm, run.Seed, ReportJson.Read(File.ReadAllText(path))) : null;
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"{path} is damaged: delete it, and `critique compare --resume` makes it again.", e);
        }
    }
}

/// <summary>A run of a comparison that is being done.</summary>
/// <param name="Arm">Its arm.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Number">How many of the runs it makes, from 1.</param>
/// <param name="Runs">Runs in all.</param>
/// <param name="Iterations">Iterations of each.</param>
internal sealed record ComparisonStep(string Arm, long Seed, int Number, int Runs, int Iterations);
