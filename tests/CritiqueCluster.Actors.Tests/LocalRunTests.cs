using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Tests;

public sealed class LocalRunTests
{
    [Fact]
    public async Task Should_go_from_open_to_finish_and_leave_a_readable_journal()
    {
        using var fake = new FakeRun();
        var seen = new List<RunProgress>();
        var spec = FakeRun.Spec();
        await using (var run = await fake.StartAsync(spec, seen.Add))
            await run.Completion.WaitAsync(TimeSpan.FromSeconds(90));

        var reader = new JournalReader(fake.Folder);
        var history = RunHistory.Of(reader.Entries());
        Assert.True(history.Completed);
        Assert.Equal([0, 1], history.Published.Select(p => p.Iteration));
        Assert.Equal(["0", "1"], FakeLearner.Folds(fake.Folder));
        var explorations = ExplorationFold.Completed(reader.Entries()).ToList();
        Assert.Equal(2 * 12, explorations.Count(e => e.Record.Purpose == ExplorationPurpose.Training));
        Assert.Equal(3 * 4, explorations.Count(e => e.Record.Purpose == ExplorationPurpose.Evaluation));
        Assert.Contains(explorations, e => e.Record.Attempts.Any(a => a.Attempt.Source != AttemptSource.Sampled));
        Assert.All(explorations, e => Assert.Equal(e.Record.PolicyVersion, e.Record.Attempts[0].Attempt.PolicyVersion));
        Assert.Equal(RunPhase.Completed, seen[^1].Phase);
        Assert.True(history.Usage.Elapsed > 0);
    }
}
