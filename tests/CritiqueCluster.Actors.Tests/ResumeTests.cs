using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Tests.Fakes;

namespace CritiqueCluster.Actors.Tests;

/// <summary>
/// Processes that die one after the other, each at another moment, until one finishes the run. Their actor systems are ended
/// without any farewell; what is left of them is the journal and the checkpoint.
/// </summary>
public sealed class ResumeTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData(3, 11, 2, 7, 17, 1, 13, 4)]
    [InlineData(9, 8, 8, 6, 12, 3, 3, 3, 2, 2)]
    public async Task Should_end_as_if_it_had_never_been_killed(params int[] lives)
    {
        using var undisturbed = new FakeRun();
        await using (var run = await undisturbed.StartAsync(FakeRun.Spec(), overrides: ""))
            await run.Completion.WaitAsync(Limit);

        using var killed = new FakeRun();
        var deaths = 0;
        foreach (var steps in lives)
            deaths += await killed.LiveAsync(FakeRun.Spec(), steps, Limit) ? 1 : 0;
        await using (var run = await killed.StartAsync(FakeRun.Spec(), overrides: ""))
            await run.Completion.WaitAsync(Limit);

        Assert.True(deaths >= 5, $"only {deaths} processes died before the run was done");
        Assert.Equal(["0", "1"], FakeLearner.Folds(killed.Folder));
        Assert.Equal(Outcome(undisturbed), Outcome(killed));
    }

    private static string Outcome(FakeRun fake)
    {
        var reader = new JournalReader(fake.Folder);
        var versions = RunHistory.Of(reader.Entries()).Published.Select(p => p.Version.Hash);
        var explorations = ExplorationFold.Completed(reader.Entries()).Select(e => e.Record)
            .OrderBy(e => e.Id, StringComparer.Ordinal)
            .SelectMany(e => e.Attempts.Select(a => $"{e.Id} {a.Attempt.Index} {a.Attempt.Source} {a.Attempt.Text} {a.Accepted} {string.Join(',', a.Attempt.LogProbabilities)}"));
        return string.Join('\n', versions.Concat(explorations));
    }
}
