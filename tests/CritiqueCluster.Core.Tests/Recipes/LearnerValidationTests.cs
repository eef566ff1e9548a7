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
    [InlineData("Learner.Filter=All Learner.Objective=DecoupledPpo Learner.DecoupledPpo.BehaviourCap=1")]
    [InlineData("Learner.Filter=All Learner.Objective=ClipCov Learner.ClipCov.Ratio=0.01 Learner.ClipCov.Low=0 Learner.ClipCov.High=2")]
    [InlineData("Learner.Filter=All Learner.Objective=KlCov Learner.KlCov.Fraction=1 Learner.KlCov.Beta=0 Learner.EntropyBonus=0.01")]
    [InlineData("Learner.Filter=All Learner.Objective=CritiqueGrpo Learner.CritiqueGrpo.Gamma=0.5 Learner.StepAdvantages=true")]
    public void Should_take_what_goes_together(string assignments) => Assignments.Resolve(assignments);

    [Theory]
    [InlineData("Learner.Filter=All", "Learner.Filter is All, but Learner.Objective is Likelihood")]
    [InlineData("Learner.Objective=Grpo", "Learner.Filter is Accepted, but Learner.Objective is Grpo")]
    [InlineData("Learner.Objective=Grpo Learner.Filter=All Learner.Start=Base", "Learner.Start is Base")]
    [InlineData("Learner.Objective=Grpo Learner.Filter=All Rollout.TopP=0.9", "Rollout.TopP is 0.9 and Rollout.TopK 0")]
    [InlineData("Learner.Objective=Grpo Learner.Filter=All Rollout.TopK=5", "Rollout.TopP is 1 and Rollout.TopK 5")]
    [InlineData("Learner.Grpo.ClipLow=0", "Learner.Grpo.ClipLow is 0, but must be a number above 0 and at most 1")]
    [InlineData("Learner.Objective=KlCov", "Learner.Filter is Accepted, but Learner.Objective is KlCov")]
    [InlineData("Learner.EntropyBonus=0.01", "--set Learner.EntropyBonus=0 or --set Learner.Objective=Grpo")]
    [InlineData("Learner.StepAdvantages=true", "Learner.StepAdvantages is true, but Learner.Objective is Likelihood")]
    [InlineData("Learner.Objective=Grpo Learner.Filter=All Learner.StepAdvantages=true Rollout.Arm=Resample", "Rollout.Arm is Resample: there are no critiques")]
    [InlineData("Learner.Objective=CritiqueGrpo Learner.Filter=All Rollout.Arm=Vanilla", "Use --set Rollout.Arm=Critique or --set Learner.Objective=Grpo")]
    [InlineData("Learner.Objective=CritiqueGrpo Learner.Filter=All Learner.Grpo.Refinements=true", "Learner.Grpo.Refinements is true")]
    [InlineData("Learner.Objective=ClipCov Learner.Filter=All Learner.ClipCov.Low=5", "Learner.ClipCov.Low is 5, but must be below Learner.ClipCov.High, which is 5")]
    [InlineData("Learner.DecoupledPpo.BehaviourCap=0.5", "Learner.DecoupledPpo.BehaviourCap is 0.5, but must be a number of at least 1")]
    [InlineData("Learner.CritiqueGrpo.Gamma=0", "Learner.CritiqueGrpo.Gamma is 0, but must be a number above 0")]
    public void Should_refuse_in_one_line_what_does_not_and_say_what_would(string assignments, string expected) =>
        Assignments.AssertRefused(assignments, expected);
}
