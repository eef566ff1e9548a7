using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Recipes;

public sealed class CriticValidationTests
{
    [Theory]
    [InlineData("Critic.Train=two-stage", CriticTraining.TwoStage)]
    [InlineData("Critic.Train=Two_Stage", CriticTraining.TwoStage)]
    [InlineData("Critic.Train=twostage Critic.FirstStage=0", CriticTraining.TwoStage)]
    [InlineData("Critic.Train=helpful Critic.LearningRate=0.001 Critic.Epochs=2", CriticTraining.Helpful)]
    [InlineData("Critic.Train=two-stage Mode=Streaming", CriticTraining.TwoStage)]
    [InlineData("Critic.Train=off Rollout.Arm=Vanilla", CriticTraining.Off)]
    public void Should_take_what_goes_together(string assignments, CriticTraining expected) =>
        Assert.Equal(expected, Assignments.Resolve(assignments).Recipe.Critic.Train);

    [Theory]
    [InlineData("Critic.Train=helpful Rollout.Arm=Resample", "Critic.Train is Helpful, but Rollout.Arm is Resample: there are no critiques")]
    [InlineData("Critic.Train=two-stage Critic.Kind=Exact", "Use --set Critic.Kind=Model or --set Critic.Train=Off")]
    [InlineData("Critic.Explain=false Critic.Guided=false", "Critic.Explain is false, but so is Critic.Guided")]
    [InlineData("Critic.Explain=false Rollout.Refinement=Both", "Critic.Explain is false, but Rollout.Refinement is Both")]
    [InlineData("Critic.Train=two--way", "one of Off, Helpful, TwoStage")]
    [InlineData("Critic.Train=2", "one of Off, Helpful, TwoStage")]
    [InlineData("Critic.LearningRate=0", "Critic.LearningRate is 0, but must be a number above 0 and at most 1")]
    [InlineData("Critic.Epochs=0", "Critic.Epochs is 0")]
    [InlineData("Critic.FirstStage=-1", "Critic.FirstStage is -1")]
    public void Should_refuse_in_one_line_what_does_not_and_say_what_would(string assignments, string expected) =>
        Assignments.AssertRefused(assignments, expected);

    [Fact]
    public void Should_take_hyphens_in_any_name_and_write_it_as_it_is()
    {
        var recipe = Assignments.Resolve("Learner.Objective=kl-cov Learner.Filter=All Streaming.PartialAttempts=carry-over Critic.Train=two-stage").Recipe;
        Assert.Equal(LearnerObjective.KlCov, recipe.Learner.Objective);
        Assert.Contains("\"Train\": \"TwoStage\"", RecipeJson.Write(recipe), StringComparison.Ordinal);
    }
}
