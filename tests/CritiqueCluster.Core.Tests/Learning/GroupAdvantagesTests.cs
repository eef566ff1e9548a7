using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Recipes;
using static CritiqueCluster.Core.Tests.Diversity.Records;

namespace CritiqueCluster.Core.Tests.Learning;

public sealed class GroupAdvantagesTests
{
    [Fact]
    public void Should_compare_each_attempt_with_its_group()
    {
        // Mean ¼; squared distances ¾ in all, ÷ 3 is ¼, so the deviation is ½. The divisor is a little larger, so that it is never 0.
        Close.Equal([1.5, -0.5, -0.5, -0.5], GroupAdvantages.Of([1, 0, 0, 0], divide: true), new Tolerance(0, 1e-5));
        Assert.Equal([0.75, -0.25, -0.25, -0.25], GroupAdvantages.Of([1, 0, 0, 0], divide: false));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Should_find_no_advantage_where_all_are_equal(bool divide)
    {
        Assert.Equal([0, 0, 0], GroupAdvantages.Of([1, 1, 1], divide));
        Assert.Equal([0], GroupAdvantages.Of([0], divide));
        Assert.Empty(GroupAdvantages.Of([], divide));
    }

    [Fact]
    public void Should_drop_groups_whose_rewards_are_all_equal_and_explorations_that_only_measure()
    {
        var found = GroupAdvantages.Of(
            [
                Explored("right", 0, ExplorationPurpose.Training, [Attempt(0, true), Attempt(1, true)]),
                Explored("wrong", 0, ExplorationPurpose.Training, [Attempt(0, false), Attempt(1, false)]),
                Explored("measured", 0, ExplorationPurpose.Evaluation, [Attempt(0, true), Attempt(1, false)]),
                Explored("mixed", 0, ExplorationPurpose.Training, [Attempt(1, false), Attempt(0, true)]),
                Explored("empty", 0, ExplorationPurpose.Training, []),
            ], new LearnerOptions { Grpo = new GrpoOptions { DivideByDeviation = false } });

        Assert.Equal([("mixed", 0, 0.5), ("mixed", 1, -0.5)], found.Select(t => (t.ProblemId, t.Attempt, t.Sampled!.Advantage)));
        Assert.All(found, t => Assert.Equal(4, t.Sampled!.LogProbabilities.Length));
    }

    [Fact]
    public void Should_keep_equal_solutions_since_each_was_sampled()
    {
        var found = GroupAdvantages.Of(
            [Explored("p", 0, ExplorationPurpose.Training, [Attempt(0, true, "a", accepted: true), Attempt(1, true, "a"), Attempt(2, false, "!b")])],
            new LearnerOptions());
        Assert.Equal([0, 1, 2], found.Select(t => t.Attempt));
    }

    [Theory]
    [InlineData(false, new[] { 0, 1 })]
    [InlineData(true, new[] { 0, 1, 2 })]
    public void Should_take_continued_refinements_if_asked_and_rewritten_ones_never(bool refinements, int[] expected)
    {
        var found = GroupAdvantages.Of(
            [Explored("p", 0, ExplorationPurpose.Training,
                [Attempt(0, false), Attempt(1, true), Attempt(2, true, "b", AttemptSource.Continued, 0, forced: 3), Attempt(3, true, "c", AttemptSource.Rewritten, 0)])],
            new LearnerOptions { Grpo = new GrpoOptions { Refinements = refinements } });

        Assert.Equal(expected, found.Select(t => t.Attempt));
        // Of a continued one's four tokens three were given.
        Assert.All(found, t => Assert.Equal(t.Attempt == 2 ? (3, 1) : (0, 4), (t.Forced, t.Sampled!.LogProbabilities.Length)));
    }
}
