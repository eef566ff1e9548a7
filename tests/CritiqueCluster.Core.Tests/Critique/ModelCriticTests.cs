using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Models;
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

    [Fact]
    public void Should_call_wrong_what_it_is_not_certain_of()
    {
        using var model = LanguageModel.Load(EmbeddedModels.Folder("critic"), TorchSharp.torch.CPU, trainable: false);
        var own = Criticise(model, new CriticOptions(), tokens: 64);
        var strict = Criticise(model, new CriticOptions { Certainty = 1 }, tokens: 64);

        // 25 - 7 = 18 leaves 3 and 18, and 46 is out of reach; whatever the critic thinks of it, it is never quite certain.
        Assert.Equal(0, strict.Critique!.FirstWrongStep);
        Assert.StartsWith("Step 1: 25 - 7 = 18\nCorrectness of the step: Wrong.", strict.Text, StringComparison.Ordinal);
        Assert.Single(strict.Critique.Steps);
        Assert.True(own.Critique is not null, own.Text);
    }

    [Fact]
    public void Should_write_a_verdict_a_step_where_nothing_is_explained()
    {
        using var model = LanguageModel.Load(EmbeddedModels.Folder("critic"), TorchSharp.torch.CPU, trainable: false);
        var trusting = Criticise(model, new CriticOptions { Explain = false }, tokens: 64);
        var strict = Criticise(model, new CriticOptions { Explain = false, Certainty = 1 }, tokens: 64);

        Assert.Equal("Step 1: 25 - 7 = 18\nCorrectness of the step: Wrong", strict.Text);
        Assert.Equal((0, 1), (strict.Critique!.FirstWrongStep, strict.GeneratedTokens));
        var judged = trusting.Critique!;
        Assert.Equal(trusting.GeneratedTokens, judged.Steps.Count + (judged.FirstWrongStep is null ? 1 : 0)); // the answer's verdict comes last
        Assert.All(judged.Steps, step => Assert.Equal("", step.Explanation));
    }

    private static AttemptCritique Criticise(LanguageModel model, CriticOptions options, int tokens = 12)
    {
        using var critic = new ModelCritic(options, new GenerationOptions { Slots = 4 }, new CountdownChecker(new CountdownOptions()));
        critic.Load(new ParameterVersion("critic", 0, model.Folder.Hash), model.Folder.Path);
        critic.Submit(new CritiqueRequest("r", CountdownSource.FromStatement("p", "3 7 25 -> 46"), [new CritiqueTarget(0, "25 - 7 = 18\n18 + 3 = 21")], tokens, 0));
        var results = new List<CritiqueResult>();
        while (critic.Active > 0)
            results.AddRange(critic.Step());
        Assert.Equal(critic.GeneratedTokens, Assert.Single(results).Critique.GeneratedTokens); // what was thrown away counts, too
        return results[0].Critique;
    }
}
