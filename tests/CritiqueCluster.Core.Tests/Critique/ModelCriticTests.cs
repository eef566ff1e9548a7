using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Critique;

public sealed class ModelCriticTests
{
    [Fact]
    public void Should_take_a_request_whole_or_not_at_all()
    {
        using var folder = new TemporaryFolder();
        using var model = SmallModel.Create(folder);
        using var critic = new ModelCritic(new CriticOptions(), new GenerationOptions { Slots = 4 }, new CountdownChecker(new CountdownOptions()));
        critic.Load(new ParameterVersion("critic", 0, model.Folder.Hash), model.Folder.Path);
        var problem = CountdownSource.FromStatement("p", "3 7 25 -> 46");
        CritiqueTarget fits = new(0, "25 - 7 = 18"), tooLong = new(1, string.Concat(Enumerable.Repeat("25 - 7 = 18\n", 40)));

        Assert.Throws<ArgumentException>(() => critic.Submit(new CritiqueRequest("refused", problem, [fits, tooLong], 4, 0)));
        Assert.Equal(0, critic.Active);
        critic.Submit(new CritiqueRequest("taken", problem, [fits], 4, 0));
        var results = new List<CritiqueResult>();
        while (critic.Active > 0)
            results.AddRange(critic.Step());

        Assert.Equal("taken", Assert.Single(results).RequestId);
    }

    [Fact]
    public void Should_fill_in_a_form_whose_words_cost_nothing()
    {
        using var folder = new TemporaryFolder();
        using var model = SmallModel.Create(folder);
        var free = Criticise(model, new CriticOptions { Guided = false });
        var guided = Criticise(model, new CriticOptions());

        Assert.DoesNotContain("Correctness of the step:", free.Text, StringComparison.Ordinal); // an untrained model knows no form
        Assert.StartsWith("Step 1: 25 - 7 = 18\nCorrectness of the step:", guided.Text, StringComparison.Ordinal);
        Assert.InRange(guided.GeneratedTokens, 1, 12);
        Assert.Equal(12, free.GeneratedTokens);
    }

    private static AttemptCritique Criticise(Core.Models.LanguageModel model, CriticOptions options)
    {
        using var critic = new ModelCritic(options, new GenerationOptions { Slots = 4 }, new CountdownChecker(new CountdownOptions()));
        critic.Load(new ParameterVersion("critic", 0, model.Folder.Hash), model.Folder.Path);
        critic.Submit(new CritiqueRequest("r", CountdownSource.FromStatement("p", "3 7 25 -> 46"), [new CritiqueTarget(0, "25 - 7 = 18\n18 + 3 = 21")], 12, 0));
        var results = new List<CritiqueResult>();
        while (critic.Active > 0)
            results.AddRange(critic.Step());
        return Assert.Single(results).Critique;
    }
}
