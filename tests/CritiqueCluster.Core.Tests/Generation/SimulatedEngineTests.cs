using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation.Simulated;
using CritiqueCluster.Core.Problems;
using Microsoft.Extensions.Time.Testing;

namespace CritiqueCluster.Core.Tests.Generation;

public sealed class SimulatedEngineTests
{
    private static readonly Problem Problem = new("p-1", "3 7 25 50 -> 82", "82", "countdown", "4 numbers", "50 + 25 = 75\n75 + 7 = 82");

    private static readonly SimulatedLoad Load = new(Seed: 1, Slots: 2, MeanTokens: 20, Spread: 0.5, TimeSpan.FromMilliseconds(100));

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Should_take_as_long_as_its_tokens_and_no_more_units_at_a_time_than_slots()
    {
        using var engine = new SimulatedPolicy(Load with { Spread = 0 }, _clock);
        engine.Submit(Request("a", 0, 1, 2));
        Assert.Equal((3, TimeSpan.FromSeconds(2)), (engine.Active, engine.Pause));
        _clock.SetUtcNow(_clock.Start.AddSeconds(1.9));
        Assert.Empty(engine.Step());
        _clock.SetUtcNow(_clock.Start.AddSeconds(2));
        Assert.Equal([0, 1], engine.Step().Select(r => r.Attempt.Index));
        Assert.Equal((1, TimeSpan.FromSeconds(2), 40L), (engine.Active, engine.Pause, engine.GeneratedTokens));
        _clock.SetUtcNow(_clock.Start.AddSeconds(5));
        Assert.Equal(2, Assert.Single(engine.Step()).Attempt.Index);
        Assert.Equal((0, TimeSpan.Zero), (engine.Active, engine.Pause));
    }

    [Fact]
    public void Should_give_the_same_in_whatever_order_and_company()
    {
        var together = All(Request("a", 0, 1, 2), Request("b", 0, 1));
        var apart = All(Request("b", 1), Request("a", 2), Request("a", 1), Request("b", 0), Request("a", 0));
        Assert.Equal(together, apart);
        Assert.Equal(together.Count, together.Distinct().Count());
    }

    [Fact]
    public void Should_begin_what_waits_when_a_request_is_cancelled()
    {
        using var engine = new SimulatedPolicy(Load with { Spread = 0 }, _clock);
        engine.Submit(Request("a", 0, 1, 2));
        engine.Submit(Request("b", 0));
        _clock.SetUtcNow(_clock.Start.AddSeconds(1));
        engine.Cancel("a");
        _clock.SetUtcNow(_clock.Start.AddSeconds(3));
        Assert.Equal("b", Assert.Single(engine.Step()).RequestId);
    }

    [Fact]
    public void Should_draw_lengths_of_the_mean_and_spread_asked_for()
    {
        var lengths = new List<double>();
        var random = new SplitMix64(1);
        for (var i = 0; i < 20_000; i++)
            lengths.Add((Load with { MeanTokens = 1000 }).Length(ref random, int.MaxValue));
        Assert.InRange(lengths.Average(), 980, 1020);
        var logs = lengths.Select(l => Math.Log(l)).ToList();
        Assert.InRange(Math.Sqrt(logs.Average(l => l * l) - logs.Average() * logs.Average()), 0.49, 0.51);
    }

    [Fact]
    public void Should_keep_to_the_requests_limit_and_say_so()
    {
        using var engine = new SimulatedPolicy(Load with { MeanTokens = 1000, Spread = 0 }, _clock);
        engine.Submit(Request("a", 0));
        _clock.SetUtcNow(_clock.Start.AddSeconds(5));
        var attempt = Assert.Single(engine.Step()).Attempt;
        Assert.Equal((50, FinishReason.Length), (attempt.Tokens.Length, attempt.Finish));
        Assert.All([attempt.LogProbabilities, attempt.Entropies], values => Assert.Equal(50, values.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Should_be_right_as_often_as_asked(double share)
    {
        using var engine = new SimulatedPolicy(Load with { Right = share, TokenTime = TimeSpan.Zero }, _clock);
        engine.Submit(Request("a", 0));
        Assert.Equal(share == 1 ? Problem.Solution : "simulated attempt 0", Assert.Single(engine.Step()).Attempt.Text);
    }

    [Fact]
    public void Should_criticise_every_attempt_it_is_given()
    {
        using var engine = new SimulatedCritic(Load with { TokenTime = TimeSpan.Zero }, _clock);
        engine.Submit(new CritiqueRequest("c", Problem, [new CritiqueTarget(3, "1 + 1 = 3\n3"), new CritiqueTarget(5, "2")], 40, 7));
        var critiques = engine.Step().Select(r => r.Critique).ToList();
        Assert.Equal([(3, 0), (5, 0)], critiques.Select(c => (c.Attempt, c.Critique!.FirstWrongStep!.Value)));
        Assert.All(critiques, c => Assert.Equal(7, c.CriticVersion));
    }

    private List<string> All(params RolloutRequest[] requests)
    {
        using var engine = new SimulatedPolicy(Load, _clock);
        var results = new List<string>();
        foreach (var request in requests)
            engine.Submit(request);
        while (engine.Active > 0)
        {
            _clock.Advance(engine.Pause);
            results.AddRange(engine.Step().Select(r => $"{r.RequestId}/{r.Attempt.Index}: {r.Attempt.Text} {string.Join(' ', r.Attempt.Tokens)}"));
        }
        return [.. results.Order(StringComparer.Ordinal)];
    }

    private static RolloutRequest Request(string id, params int[] attempts) =>
        new(id, Problem, new StreamKey(1, 0, "p-1"), attempts, null, new SamplingOptions(1, 1, 0, 50), 0);
}
