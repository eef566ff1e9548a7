using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Recipes;

public sealed class RecipeArmTests
{
    [Fact]
    public void Should_put_an_arm_over_the_recipe_and_explore_plainly_unless_it_says_otherwise()
    {
        var basis = new Recipe { Rollout = new() { Arm = Arm.Critique, Attempts = 5 } };
        var plain = Of("""{ "Learner": { "SupervisedMix": 0.5 } }""").On(basis);
        Assert.Equal((Arm.Vanilla, 5, 0.5), (plain.Rollout.Arm, plain.Rollout.Attempts, plain.Learner.SupervisedMix));
        Assert.Equal(Arm.Resample, Of("""{ "Rollout": { "Arm": "Resample" } }""").On(basis).Rollout.Arm);
    }

    [Fact]
    public void Should_put_parts_on_one_another()
    {
        var arm = Of("""{ "Rollout": { "Arm": "Critique" } }""", """{ "Learner": { "Objective": "KlCov", "Filter": "All" } }""").On(new Recipe());
        Assert.Equal((Arm.Critique, LearnerObjective.KlCov), (arm.Rollout.Arm, arm.Learner.Objective));
    }

    [Fact]
    public void Should_name_the_arm_whose_settings_do_not_go_together()
    {
        var error = Assert.Throws<ConfigurationException>(() => Of("""{ "Learner": { "EntropyBonus": 0.1 } }""").On(new Recipe()));
        Assert.StartsWith("Arm own: Learner.EntropyBonus", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_name_the_arms_that_there_are()
    {
        var error = Assert.Throws<ConfigurationException>(() => RecipeArm.Find("critique+nothing"));
        Assert.StartsWith("There is no arm critique", error.Message, StringComparison.Ordinal); // none is beside these tests
    }

    private static RecipeArm Of(params string[] parts) => new("own", [.. parts.Select(p => RecipeLayer.FromJson(p, "own"))]);
}
