using System.Text.Json;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Recipes;
using static CritiqueCluster.Core.Tests.Diversity.Records;

namespace CritiqueCluster.Core.Tests.Learning;

public sealed class TrajectoryFilterTests
{
    /// <summary>2 repeats 0; 3 is refined from 1; 4 is a sample that repeats the refinement; 5 is a refinement and a shortcut; 6 is wrong.</summary>
    private static readonly ExplorationRecord[] Explorations =
    [
        Explored("p", 0, ExplorationPurpose.Training,
            [
                Attempt(0, true, "a", accepted: true), Attempt(1, false, "!b"), Attempt(2, true, "a"),
                Attempt(3, true, "c", AttemptSource.Continued, 1, accepted: true, round: 1), Attempt(4, true, "c", round: 1),
                Attempt(5, true, "d", AttemptSource.Rewritten, 1, round: 1), Attempt(6, false, "!e", AttemptSource.Continued, 1, round: 1),
            ]),
        Explored("q", 0, ExplorationPurpose.Evaluation, [Attempt(0, true, "a", accepted: true)]),
    ];

    [Theory]
    [InlineData(LearnerFilter.Accepted, new[] { 0, 3 })]
    [InlineData(LearnerFilter.Correct, new[] { 0, 2, 3, 4, 5 })]
    [InlineData(LearnerFilter.Sampled, new[] { 0, 4 })]
    [InlineData(LearnerFilter.Refined, new[] { 3 })]
    [InlineData(LearnerFilter.All, new[] { 0, 1, 2, 3, 4, 5, 6 })]
    public void Should_let_pass_what_it_says(LearnerFilter filter, int[] expected)
    {
        var found = TrajectoryFilter.Of(Explorations, filter);
        Assert.Equal(expected, found.Select(t => t.Attempt));
        Assert.All(found, t => Assert.Equal(("p", null), (t.ProblemId, t.Sampled)));
    }

    [Fact]
    public void Should_keep_equal_solutions_where_every_right_attempt_is_wanted()
    {
        var right = TrajectoryFilter.Of(Explorations, LearnerFilter.Correct);
        Assert.Equal([0, 3, 5], TrajectoryFilter.Balanced(right, 0).Select(t => t.Attempt));
        Assert.Equal([0, 2, 3, 4, 5], TrajectoryFilter.Balanced(right, 0, distinct: false).Select(t => t.Attempt));
        Assert.Equal([0, 3, 5], TrajectoryFilter.Balanced(right, 3, distinct: false).Select(t => t.Attempt));
    }

    [Fact]
    public void Should_choose_all_right_attempts_or_whole_groups_as_the_recipe_says()
    {
        Trajectory[] before = [Trajectory.Of(Explorations[0], Explorations[0].Attempts[0]) with { ProblemId = "before" }];
        var options = new LearnerOptions { SupervisedMix = 0.5 };

        var accepted = Curriculum.Of(Explorations, before, options);
        var correct = Curriculum.Of(Explorations, before, options with { Filter = LearnerFilter.Correct, Accumulate = false });
        var grpo = Curriculum.Of(Explorations, before, options with { Objective = LearnerObjective.Grpo, Filter = LearnerFilter.All });

        Assert.Equal((3, 3, 2), (accepted.Known.Count, accepted.Chosen.Count, accepted.Supervised));
        Assert.Equal((5, 5, 2), (correct.Known.Count, correct.Chosen.Count, correct.Supervised));
        Assert.Equal((0, 4, 0), (grpo.Known.Count, grpo.Chosen.Count, grpo.Supervised));
        Assert.Equal([0, 1, 2, 4], grpo.Chosen.Select(t => t.Attempt));
    }

    [Fact]
    public void Should_read_a_trajectory_of_an_older_checkpoint()
    {
        const string Old = """{"ProblemId":"p","Statement":"s","Iteration":2,"Attempt":3,"Source":2,"Canonical":"c","Tokens":[1,2]}""";

        var read = JsonSerializer.Deserialize<Trajectory>(Old)!;

        Assert.Equal(("p", AttemptSource.Continued, 0), (read.ProblemId, read.Source, read.Forced));
        Assert.Equal([1, 2], read.Tokens);
        Assert.Null(read.Sampled);
    }
}
