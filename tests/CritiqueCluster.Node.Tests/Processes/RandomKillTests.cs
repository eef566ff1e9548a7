using CritiqueCluster.Benchmarks.Faults;
using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Tests.Training;

using Xunit.Abstractions;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>The benchmark of kills in short: a dozen, of any process at any moment, in as many runs as that takes.</summary>
[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(TinyRunCollection))]
public sealed class RandomKillTests(TinyRun undisturbed, ITestOutputHelper output) : ProcessTest(undisturbed)
{
    private const int Kills = 12;

    [Fact]
    public async Task Should_lose_nothing_and_do_nothing_twice_whatever_is_killed()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var plan = new KillPlan(KillPlan.AllRoles, Kills, Every: TimeSpan.FromSeconds(3), Pause: TimeSpan.FromSeconds(5), Stable: TimeSpan.FromSeconds(5), KeepPorts: true);
        for (int killed = 0, run = 0; killed < Kills; run++)
        {
            var folder = Directory.CreateDirectory(Beside($"{run}"));
            using var cluster = new KilledCluster(plan with { Kills = Kills - killed }, random, folder.FullName, TinyRun.Settings);
            var ended = await cluster.RunAsync(TimeSpan.FromMinutes(4));
            killed += ended.Kills.Count;

            Assert.True(ended.Faults.Count == 0, $"seed {seed}: {string.Join("; ", ended.Faults)}");
            Assert.Equal((string?)Undisturbed.Report["parameters"]!["policy"], ended.Parameters);
            Assert.Equal(42, ended.Explorations);
        }
    }
}
