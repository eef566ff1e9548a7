using System.Collections.Immutable;
using CritiqueCluster.Actors.Runs;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Actors.Tests.Runs;

public sealed class StagePlanTests
{
    [Theory]
    [InlineData(CriticTraining.Off, 0)]
    [InlineData(CriticTraining.Helpful, 3)]
    [InlineData(CriticTraining.TwoStage, 3)]
    public void Should_explore_with_the_critic_that_was_published_with_the_policy_where_it_learns(CriticTraining train, int version)
    {
        var spec = FakeRun.Spec();
        spec = spec with { Recipe = spec.Recipe with { Critic = new CriticOptions { Train = train } } };
        Assert.All(StagePlan.SpecsOf(spec, Stage(3, ExplorationPurpose.Training)), e => Assert.Equal((3, version), (e.PolicyVersion, e.CriticVersion)));
        Assert.All(StagePlan.SpecsOf(spec, Stage(3, ExplorationPurpose.Evaluation)), e => Assert.Equal((4, ExplorationSpec.NoCritic), (e.PolicyVersion, e.CriticVersion)));
    }

    private static Stage Stage(int iteration, ExplorationPurpose purpose) => new(iteration, purpose, 0, ImmutableDictionary<string, GrantRound>.Empty, false);
}
