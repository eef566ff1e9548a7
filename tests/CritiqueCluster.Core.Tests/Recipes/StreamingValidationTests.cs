namespace CritiqueCluster.Core.Tests.Recipes;

public sealed class StreamingValidationTests
{
    [Theory]
    [InlineData("Mode=Streaming")]
    [InlineData("Mode=streaming Streaming.Batch=1000 Streaming.Staleness=0 Streaming.PartialAttempts=restart")]
    [InlineData("Mode=Streaming Learner.Filter=All Learner.Objective=DecoupledPpo")]
    [InlineData("Mode=Streaming Learner.Filter=All Learner.Objective=Grpo Streaming.Staleness=0")]
    [InlineData("Problems.Train=10 Learner.Filter=All Learner.Objective=Grpo")] // in iterations, what streaming would want does not matter
    public void Should_take_what_goes_together(string assignments) => Assignments.Resolve(assignments);

    [Theory]
    [InlineData("Mode=Streaming Problems.Train=10", "Streaming.Batch is 64, but Problems.Train is 10")]
    [InlineData("Mode=Streaming Learner.Filter=All Learner.Objective=Grpo", "Use --set Learner.Objective=DecoupledPpo or --set Streaming.Staleness=0")]
    [InlineData("Mode=Streaming Learner.Filter=All Learner.Objective=CritiqueGrpo Streaming.Staleness=1", "Streaming.Staleness is 1, but Learner.Objective is CritiqueGrpo")]
    [InlineData("Streaming.Batch=0", "Streaming.Batch is 0")]
    [InlineData("Streaming.Staleness=-1", "Streaming.Staleness is -1")]
    [InlineData("Mode=Steaming", "Mode")]
    public void Should_refuse_in_one_line_what_does_not_and_say_what_would(string assignments, string expected) =>
        Assignments.AssertRefused(assignments, expected);
}
