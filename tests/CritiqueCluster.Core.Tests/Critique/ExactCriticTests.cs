using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Critique;

public sealed class ExactCriticTests
{
    private static readonly Problem Problem = CountdownSource.FromStatement("p", "3 7 25 -> 46");

    [Fact]
    public void Should_criticise_every_attempt_of_a_request_in_one_step()
    {
        using var critic = new ExactCritic(new CountdownChecker(new CountdownOptions()));
        critic.Submit(Request("a", new CritiqueTarget(4, "25 - 7 = 18"), new CritiqueTarget(6, "3 * 7 = 21\n25 + 21 = 46")));
        Assert.Equal(2, critic.Active);
        var results = critic.Step();
        Assert.Equal([("a", 4), ("a", 6)], results.Select(r => (r.RequestId, r.Critique.Attempt)));
        Assert.Equal([0, null], results.Select(r => r.Critique.Critique!.FirstWrongStep));
        Assert.All(results, r => Assert.Equal((0, -1), (r.Critique.GeneratedTokens, r.Critique.CriticVersion)));
        Assert.Equal(CritiqueText.Format(results[0].Critique.Critique!), results[0].Critique.Text);
        Assert.Equal(0, critic.Active);
        Assert.Empty(critic.Step());
    }

    [Fact]
    public void Should_drop_a_cancelled_request()
    {
        using var critic = new ExactCritic(new CountdownChecker(new CountdownOptions()));
        critic.Submit(Request("a", new CritiqueTarget(0, "")));
        critic.Submit(Request("b", new CritiqueTarget(0, "")));
        critic.Cancel("a");
        critic.Cancel("unknown");
        Assert.Equal(["b"], critic.Step().Select(r => r.RequestId));
    }

    private static CritiqueRequest Request(string id, params CritiqueTarget[] targets) => new(id, Problem, targets, 96, -1);
}
