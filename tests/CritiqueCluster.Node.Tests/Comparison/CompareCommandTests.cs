using System.Text.Json.Nodes;

using CritiqueCluster.Node.Comparison;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Training;

namespace CritiqueCluster.Node.Tests.Comparison;

[Collection(nameof(TinyRunCollection))]
public sealed class CompareCommandTests : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory();

    private ComparisonFolder Folder => new(Path.Combine(_parent.FullName, "tiny"));

    public void Dispose() => _parent.Delete(recursive: true);

    [Fact]
    public async Task Should_compare_arms_pair_them_by_seed_and_add_to_what_is_there()
    {
        var first = await Compare("--arms", "vanilla,critique", "--seeds", "1");

        Assert.True(first.Code == 0, first.Error);
        Assert.Equal(["vanilla", "critique"], first.Json["arms"]!.AsObject().Select(arm => arm.Key));
        Assert.StartsWith("With one seed, critique against vanilla", (string?)first.Json["verdict"], StringComparison.Ordinal);
        Assert.Equal(Of(first.Json, "vanilla", "iterations")![0]!["values"]!["passAt"]!.ToJsonString(), Of(first.Json, "critique", "iterations")![0]!["values"]!["passAt"]!.ToJsonString());
        var written = File.GetLastWriteTimeUtc(Folder.RunOf("critique", 1).RunJson);

        var more = await Invocation.Of("compare", "--resume", "--output", Folder.Path, "--arms", "resample", "--seeds", "2", "--json");

        Assert.True(more.Code == 0, more.Error);
        Assert.Equal(["vanilla", "critique", "resample"], more.Json["arms"]!.AsObject().Select(arm => arm.Key));
        Assert.All(more.Json["arms"]!.AsObject(), arm => Assert.Equal("[1,2]", arm.Value!["seeds"]!.ToJsonString()));
        Assert.Equal(written, File.GetLastWriteTimeUtc(Folder.RunOf("critique", 1).RunJson));
        Assert.DoesNotContain("critique, seed 1", more.Error, StringComparison.Ordinal);
        var pair = more.Json["pairs"]!.AsArray().Single(p => ((string?)p!["a"], (string?)p["b"], (string?)p["measure"]) == ("critique", "resample", "passAt.4"))!;
        Assert.True((double)pair["low"]! <= (double)pair["difference"]! && (double)pair["difference"]! <= (double)pair["high"]!);
    }

    [Fact]
    public async Task Should_leave_a_report_for_people_one_for_programs_and_every_value()
    {
        Assert.Equal(0, (await Compare("--arms", "vanilla,critique-exact", "--seeds", "1,2")).Code);

        var report = JsonNode.Parse(File.ReadAllText(Folder.ReportJson))!;
        Assert.Equal(12 * 120, (int)report["tokenBudget"]!);
        Assert.Contains(report["warnings"]!.AsArray(), warning => ((string?)warning)!.Contains("critique-exact is an upper bound", StringComparison.Ordinal));
        var page = File.ReadAllText(Folder.ReportHtml);
        Assert.All(((string)report["verdict"]!).Split('\n'), line => Assert.Contains(line, System.Net.WebUtility.HtmlDecode(page), StringComparison.Ordinal));
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        var lines = File.ReadAllLines(Folder.ReportCsv);
        Assert.Equal("arm,seed,iteration,measure,value", lines[0]);
        Assert.Equal(2 * 2 * 2, lines.Count(line => line.Contains(",passAt.4,", StringComparison.Ordinal))); // arms, seeds, rows
        Assert.True(Folder.RunOf("critique-exact", 2).HasRun);
        Assert.Equal(0, (await Invocation.Of("replay", Folder.RunOf("critique-exact", 2).Path, "--verify")).Code);
    }

    [Fact]
    public async Task Should_take_an_arm_of_ones_own_and_arms_together()
    {
        var own = Path.Combine(_parent.FullName, "half.json");
        await File.WriteAllTextAsync(own, """{ "Learner": { "SupervisedMix": 0.5 } }""");
        var planned = await Compare("--arms", $"{own},critique+{own}", "--seeds", "1");
        Assert.True(planned.Code == 0, planned.Error);
        var arms = JsonNode.Parse(File.ReadAllText(Folder.File))!["arms"]!.AsObject();
        Assert.Equal([("half", "Vanilla", 0.5), ("critique+half", "Critique", 0.5)],
            arms.Select(arm => (arm.Key, (string)arm.Value!["Rollout"]!["Arm"]!, (double)arm.Value["Learner"]!["SupervisedMix"]!)));
    }

    [Theory]
    [InlineData("There is no arm nonsense; there are clip-cov, critique", "--arms", "nonsense")]
    [InlineData("--seeds has \"one\", which is no whole number", "--seeds", "one")]
    [InlineData("Mode is Streaming", "--set", "Mode=Streaming")]
    [InlineData("compare the arm critique-learned", "--set", "Critic.Train=helpful")]
    [InlineData("Arm entropy-bonus: Learner.EntropyBonus", "--arms", "entropy-bonus")]
    [InlineData("There is no comparison in", "--resume")]
    [InlineData("sets Rollout.TokensPerProblem to 5, which all arms must share", "--arms", "UNFAIR")]
    [InlineData("has the name of an arm that comes with the program", "--arms", "OTHER")]
    [InlineData("--arms names none", "--arms", ",")]
    [InlineData("--seeds names none", "--seeds", "")]
    [InlineData("--cluster", "--cluster", "nowhere")]
    [InlineData("no-such-file.jsonl", "--set", "Problems.Source=no-such-file.jsonl")]
    [InlineData("Rollout.Arm is given (--set), but --arms says", "--set", "Rollout.Arm=Resample")]
    [InlineData("Seed is given (--set), but --seeds says", "--set", "Seed=4")]
    [InlineData("Evaluation.Samples is 0", "--set", "Evaluation.Samples=0")]
    [InlineData("Iterations is 0", "--set", "Iterations=0")]
    [InlineData("The arm +grpo has an empty part", "--arms", "+grpo")]
    [InlineData("The arm grpo+grpo has a part twice", "--arms", "grpo+grpo")]
    [InlineData("is a folder: name a file in it", "--arms", "vanilla,/")]
    [InlineData("A comparison goes on with its own recipe", "--resume", "--set", "Iterations=9")]
    public async Task Should_refuse_what_cannot_be_compared_and_touch_nothing(string named, params string[] args)
    {
        var unfair = Path.Combine(_parent.FullName, "unfair.json");
        await File.WriteAllTextAsync(unfair, """{ "Rollout": { "TokensPerProblem": 5 } }""");
        var other = Path.Combine(_parent.FullName, "vanilla.json");
        await File.WriteAllTextAsync(other, "{}");
        var refused = await Invocation.Of(["compare", "--output", Folder.Path, .. args.Select(arg => arg == "UNFAIR" ? unfair : arg == "OTHER" ? other : arg)]);
        Assert.Equal((3, ""), (refused.Code, refused.Output));
        Assert.Contains(named, refused.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder.Path));
    }

    [Fact]
    public async Task Should_say_what_it_would_do()
    {
        var planned = await Invocation.Of("compare", "--output", Folder.Path, "--dry-run");
        Assert.Equal(0, planned.Code);
        Assert.Contains("vanilla, resample, critique", planned.Output, StringComparison.Ordinal);
        Assert.Contains("9 runs", planned.Output, StringComparison.Ordinal);
        Assert.Equal(9, (int)(await Invocation.Of("compare", "--output", Folder.Path, "--dry-run", "--json")).Json["runs"]!);
        Assert.False(Directory.Exists(Folder.Path));
    }

    [Fact]
    public async Task Should_say_where_a_setting_gives_way_to_an_arm()
    {
        var planned = await Invocation.Of("compare", "--output", Folder.Path, "--dry-run", "--set", "Critic.Certainty=0.1", "--set", "Rollout.Attempts=9");
        Assert.Equal(0, planned.Code);
        Assert.Contains("Critic.Certainty is 0.1 (--set), but 0.7 in the arm critique", Assert.Single(planned.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_leave_nothing_behind_where_the_cluster_is_not_there()
    {
        var refused = await Compare("--cluster", "127.0.0.1:1");
        Assert.Equal(4, refused.Code);
        Assert.False(Directory.Exists(Folder.Path));
    }

    [Fact]
    public async Task Should_name_what_is_damaged_and_make_it_again_once_it_is_gone()
    {
        var first = await Compare("--arms", "vanilla,resample", "--seeds", "1");
        var report = Folder.RunOf("resample", 1).ReportJson;
        await File.WriteAllTextAsync(report, "junk");
        var refused = await Invocation.Of("compare", "--resume", "--output", Folder.Path);
        File.Delete(report);
        var again = await Invocation.Of("compare", "--resume", "--output", Folder.Path, "--json");
        Directory.CreateDirectory(Path.Combine(Folder.RunOf("vanilla", 2).Path, "something"));
        var taken = await Invocation.Of("compare", "--resume", "--output", Folder.Path, "--seeds", "2");

        Assert.Equal((3, 3, 0), (refused.Code, taken.Code, again.Code));
        Assert.Contains($"{report} is damaged: delete it", refused.Error, StringComparison.Ordinal);
        Assert.Contains("holds something, but no run of this comparison", taken.Error, StringComparison.Ordinal);
        Assert.Equal(first.Json["verdict"]!.ToJsonString(), again.Json["verdict"]!.ToJsonString());
    }

    private Task<Invocation> Compare(params string[] args) => Invocation.Of(["compare", "--output", Folder.Path, "--json", .. args, .. TinyRun.Settings, "--set", "Iterations=1"]);

    private static JsonNode? Of(JsonNode report, string arm, string what) => report["arms"]![arm]![what];
}
