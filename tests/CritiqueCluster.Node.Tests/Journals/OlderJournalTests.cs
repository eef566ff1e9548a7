using System.Globalization;
using System.Text.Json.Nodes;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Node.Tests.Commands;
using CritiqueCluster.Node.Tests.Replay;
using CritiqueCluster.Node.Tests.Training;

using Xunit.Abstractions;

namespace CritiqueCluster.Node.Tests.Journals;

/// <summary>
/// A run that the program's first version journalled (a row for each event). What follows from bits is required where this machine's
/// processor computes as the one that the run was on: which it does is found by running the same recipe here.
/// </summary>
[Collection(nameof(TinyRunCollection))]
public sealed class OlderJournalTests(ITestOutputHelper output) : IDisposable
{
    private readonly RunCopy _copy = new(Path.Combine(AppContext.BaseDirectory, "Assets", "journal-1"));

    public void Dispose() => _copy.Dispose();

    [Fact]
    public async Task Should_be_replayed_with_the_same_explorations_trajectories_and_steps()
    {
        var published = Published();

        var verified = await _copy.ReplayAsync("--verify", "--json");

        Assert.Equal(36, (int)verified.Json["explorations"]!);
        Assert.Equal(published.Sum(fact => fact.Result!.Trajectories.Values.Sum()), (int)verified.Json["trajectories"]!);
        Assert.All(published, fact => Assert.Contains(string.Create(CultureInfo.InvariantCulture,
            $"iteration {fact.Iteration}  12 explorations, {fact.Result!.Trajectories.Values.Sum()} trajectories, {fact.Result.Steps} steps"), verified.Error, StringComparison.Ordinal));
        Assert.Equal(published.Select(fact => fact.Version.Hash), verified.Json["versions"]!.AsArray().Select(version => (string?)version!["journalled"]));
        if (await ComputesAlikeAsync())
            Assert.True(verified.Code == 0 && (bool)verified.Json["verified"]!, verified.Output);
    }

    [Fact]
    public async Task Should_go_on_to_the_end_from_where_it_was_killed()
    {
        var published = Published();
        // Within iteration 0: nothing is published yet that other bits could contradict.
        _copy.Execute("DELETE FROM journal WHERE ordering > @position", ("@position", _copy.Entries().First(entry => entry.Event is RoundGranted).Position));

        var resumed = await Invocation.Of("train", "--resume", "--run", _copy.Folder, "--json");

        Assert.True(resumed.Code == 0, resumed.Error);
        Assert.Equal(3, resumed.Json["iterations"]!.AsArray().Count);
        Assert.Equal(0, (await Invocation.Of("journal", "check", _copy.Folder)).Code);
        Assert.Equal(0, (await _copy.ReplayAsync("--verify")).Code);
        if (await ComputesAlikeAsync())
            Assert.Equal(published[^1].Version.Hash, (string?)resumed.Json["parameters"]!["policy"]);
    }

    private List<ParametersPublished> Published() => [.. _copy.Entries().Select(entry => entry.Event).OfType<ParametersPublished>()];

    /// <summary>Whether the same recipe gives on this machine what it gave when the journal was written; says which.</summary>
    private async Task<bool> ComputesAlikeAsync()
    {
        var asset = Path.Combine(AppContext.BaseDirectory, "Assets", "journal-1");
        var recipe = _copy.Beside("recipe.json");
        await File.WriteAllTextAsync(recipe, JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(asset, "run.json")))!["recipe"]!.ToJsonString());
        var here = await Invocation.Of("train", recipe, "--run", _copy.Beside("here"), "--json");
        Assert.True(here.Code == 0, here.Error);
        var hash = (string?)here.Json["parameters"]!["policy"];
        using var untouched = new RunCopy(asset);
        var then = untouched.Entries().Select(entry => entry.Event).OfType<ParametersPublished>().Last().Version.Hash;
        output.WriteLine(hash == then
            ? "This machine computes as the one that the journal is from: equal hashes are required."
            : $"This machine gives {hash} where the journal's gave {then}: equal hashes are NOT required here.");
        return hash == then;
    }
}
