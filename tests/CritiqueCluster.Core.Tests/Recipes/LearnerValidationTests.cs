using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Recipes;

public sealed class LearnerValidationTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Learner.Filter=Correct")]
    [InlineData("Learner.Filter=Sampled")]
    [InlineData("Learner.Filter=Refined")]
    [InlineData("Learner.Filter=All Learner.Objective=Grpo")]
    [InlineData("Learner.Filter=all Learner.Objective=grpo Learner.Grpo.DivideByDeviation=false Learner.Grpo.ClipHigh=1 Learner.Grpo.Refinements=true")]
    public void Should_take_what_goes_together(string assignments) => Resolve(assignments);

    [Theory]
    [InlineData("Learner.Filter=All", "Learner.Filter is All, but Learner.Objective is Likelihood")]
    [InlineData("Learner.Objective=Grpo", "Learner.Filter is Accepted, but Learner.Objective is Grpo")]
    [InlineData("Learner.Objective=Grpo Learner.Filter=All Learner.Start=Base", "Learner.Start is Base")]
    [InlineData("Learner.Objective=Grpo Learner.Filter=All Rollout.TopP=0.9", "Rollout.TopP is 0.9 and Rollout.TopK 0")]
    [InlineData("Learner.Objective=Grpo Learner.Filter=All Rollout.TopK=5", "Rollout.TopP is 1 and Rollout.TopK 5")]
    [InlineData("Learner.Grpo.ClipLow=0", "Learner.Grpo.ClipLow is 0, but must be a number above 0 and at most 1")]
    public void Should_refuse_in_one_line_what_does_not_and_say_what_would(string assignments, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => Resolve(assignments));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static ResolvedRecipe Resolve(string assignments) =>
        ResolvedRecipe.From(RecipeLayer.FromAssignments(assignments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
