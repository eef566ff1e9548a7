using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Recipes;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Exploration;

public sealed class AdmissionTests
{
    /// <summary>Problems, batch (at most as many), staleness, tasks, seed.</summary>
    private static readonly Gen<(int Problems, int Batch, int Staleness, int Tasks, long Seed)> Runs =
        from problems in Gen.Int[1, 30]
        from batch in Gen.Int[1, problems]
        from staleness in Gen.Int[0, 5]
        from tasks in Gen.Int[0, 12]
        from seed in Gen.Long
        select (problems, batch, staleness, tasks, seed);

    [Fact]
    public void Should_admit_by_the_rule_of_areal()
    {
        var admission = new Admission(problems: 10, batch: 4, staleness: 2, tasks: 5, seed: 1);
        Assert.Equal([12L, 16L, 20L, 20L], Enumerable.Range(0, 4).Select(admission.Limit)); // the fifth task is the last
        Assert.Equal([0, 0, 1, 2, 4], new long[] { 0, 3, 4, 11, 16 }.Select(admission.BatchOf));
        Assert.Equal([0, 0, 0, 1, 2], new long[] { 0, 4, 11, 12, 16 }.Select(admission.VersionOf));
    }

    [Fact]
    public void Should_explore_every_problem_once_in_each_pass() => Runs.Sample(run =>
    {
        var admission = new Admission(run.Problems, run.Batch, run.Staleness, run.Tasks, run.Seed);
        foreach (var pass in Enumerable.Range(0, 3 * run.Problems).Select(n => admission.ProblemOf(n)).Chunk(run.Problems))
            Assert.Equal(Enumerable.Range(0, run.Problems), pass.Order());
    });

    [Fact]
    public void Should_have_no_problem_twice_in_a_batch() => Runs.Sample(run =>
    {
        var admission = new Admission(run.Problems, run.Batch, run.Staleness, run.Tasks, run.Seed);
        foreach (var batch in Enumerable.Range(0, 20 * run.Batch).GroupBy(n => admission.BatchOf(n)))
            Assert.Equal(run.Batch, batch.Select(n => admission.ProblemOf(n)).Distinct().Count());
    });

    [Fact]
    public void Should_depend_on_number_and_seed_alone()
    {
        var (asked, other) = (new Admission(50, 7, 1, 9, 3), new Admission(50, 7, 1, 9, 4));
        var far = asked.ProblemOf(120);
        Assert.Equal(far, new Admission(50, 7, 4, 100, 3).ProblemOf(120));
        Assert.NotEqual(Enumerable.Range(0, 50).Select(n => asked.ProblemOf(n)), Enumerable.Range(0, 50).Select(n => other.ProblemOf(n)));
    }

    [Fact]
    public void Should_refuse_a_batch_that_no_pass_has()
    {
        var recipe = new Recipe { Streaming = new() { Batch = 20 } };
        var error = Assert.Throws<ConfigurationException>(() => Admission.Of(recipe, 12));
        Assert.Contains("--set Streaming.Batch=12", error.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// A whole run with explorations that end in any order, and whose tokens may be newer than when they were admitted: no token is staler
    /// than the bound, nothing is taken twice or left, and it never waits for what will not come.
    /// </summary>
    [Fact]
    public void Should_keep_the_bound_whatever_the_order() => Gen.Select(Runs, Gen.Int[0, int.MaxValue]).Sample((run, order) =>
    {
        var admission = new Admission(run.Problems, run.Batch, run.Staleness, run.Tasks, run.Seed);
        var random = new SplitMix64((ulong)order);
        var (underWay, untaken, taken, admitted) = (new List<Untaken>(), new List<Untaken>(), new HashSet<string>(), 0L);
        for (var published = 0; published < run.Tasks;)
        {
            for (; admitted < admission.Limit(published); admitted++)
                underWay.Add(new Untaken($"{admission.BatchOf(admitted)}/{admission.ProblemOf(admitted)}", admission.VersionOf(admitted), false));
            if (BatchAssembly.Next(published, run.Batch, run.Staleness, [.. untaken, .. underWay]) is { } batch)
            {
                Assert.Equal(run.Batch, batch.Count);
                Assert.All(batch, id => Assert.True(taken.Add(id)));
                Assert.All(untaken.Where(e => batch.Contains(e.Id)), e => Assert.True(e.Oldest >= published - run.Staleness));
                untaken.RemoveAll(e => batch.Contains(e.Id));
                published++;
                continue;
            }
            Assert.NotEmpty(underWay);
            var ended = underWay[random.Below(underWay.Count)];
            underWay.Remove(ended);
            untaken.Add(ended with { Completed = true, Oldest = ended.Oldest + random.Below(published - ended.Oldest + 1) });
        }
        Assert.Equal((long)run.Tasks * run.Batch, taken.Count);
        Assert.Empty(underWay);
    });

    [Fact]
    public void Should_take_the_oldest_first_and_name_them_as_they_were_heard_of()
    {
        Untaken[] untaken = [new("new", 2, true), new("old", 0, true), new("older", 1, true), new("slow", 2, false)];
        Assert.Equal(["old", "older"], BatchAssembly.Next(2, batch: 2, staleness: 2, untaken)!);
        Assert.Equal(["new", "old", "older"], BatchAssembly.Next(2, batch: 3, staleness: 2, untaken)!);
        Assert.Null(BatchAssembly.Next(2, batch: 4, staleness: 2, untaken));
    }

    [Fact]
    public void Should_wait_for_one_that_would_become_too_old()
    {
        Untaken[] untaken = [new("slow", 0, false), new("a", 1, true), new("b", 1, true)];
        Assert.Equal(["a"], BatchAssembly.Next(1, batch: 1, staleness: 2, untaken)!); // slow has until task 2, b until task 3
        Assert.Null(BatchAssembly.Next(2, batch: 1, staleness: 2, untaken));
    }
}
