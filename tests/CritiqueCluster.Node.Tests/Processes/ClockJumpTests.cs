using System.Text.Json.Nodes;

using CritiqueCluster.Core.Tests;
using CritiqueCluster.Node.Reports;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>Wall clocks that jump by days, each node's another way. Waits and silence are counted by the monotonic clock.</summary>
[Trait(nameof(Category), Category.Slow)]
[Collection(nameof(TinyRunCollection))]
public sealed class ClockJumpTests(TinyRun undisturbed) : ProcessTest(undisturbed)
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";

    [SkippableFact]
    public async Task Should_end_as_undisturbed_though_clocks_jump_forth_and_back()
    {
        Needs.Met(File.Exists(Library), "Debian's package faketime");
        var (learner, core, worker) = (Clock("learner"), Clock("core"), Clock("worker"));
        using var train = ProgramProcess.StartWith(learner.Environment, ["train", "--run", Folder, "--json", "--listen", "127.0.0.1:0", "--roles", "learner", .. TinyRun.Settings]);
        var address = await DoorAsync(train);
        using var leader = ProgramProcess.StartWith(core.Environment, "node", "--join", address, "--roles", "core");
        using var workers = ProgramProcess.StartWith(worker.Environment, "node", "--join", address, "--roles", "rollout,critic");

        await JumpAsync(15, ("+1d", learner), ("-1d", core), ("+400d", worker));
        await JumpAsync(40, ("-2d", learner), ("+3d", core), ("-400d", worker));
        await JumpAsync(80, ("+0", learner), ("-3d", core), ("+0", worker));

        Assert.True(await train.EndAsync() == 0, train.Error);
        await AssertUndisturbedAsync(JsonNode.Parse(train.Output)!);
        var times = MetricsLog.Read(Path.Combine(Folder, RunMetrics.FileName)).Select(point => point.Time).ToList();
        Assert.True(times.Max() - times.Min() > TimeSpan.FromHours(20), "the learner's clock did not jump");

        async Task JumpAsync(int events, params (string Offset, JumpingClock Clock)[] jumps)
        {
            Assert.True(await train.UntilAsync(() => Events() > events), train.Error + leader.Error + workers.Error);
            foreach (var (offset, clock) in jumps)
                clock.Set(offset);
        }
    }

    private JumpingClock Clock(string name) => new(Beside($"{name}.clock"));

    /// <summary>The wall clock of a process, as libfaketime reads it from a file at every question.</summary>
    private sealed class JumpingClock
    {
        private readonly string _file;

        public JumpingClock(string file)
        {
            _file = file;
            Set("+0");
        }

        public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Library,
            ["FAKETIME_TIMESTAMP_FILE"] = _file,
            ["FAKETIME_NO_CACHE"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        };

        public void Set(string offset) => File.WriteAllText(_file, offset + "\n");
    }
}
