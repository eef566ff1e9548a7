using System.Collections.Frozen;
using System.Globalization;

namespace CritiqueCluster.Core.Recipes;

/// <summary>The numbers that a setting may take.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
/// <param name="Exclusive">The smallest itself is excluded.</param>
public sealed record RecipeLimit(double Min, double Max, bool Exclusive = false)
{
    public bool Allows(double value) => (Exclusive ? value > Min : value >= Min) && value <= Max;

    public override string ToString() => (Exclusive, double.IsPositiveInfinity(Max)) switch
    {
        (false, true) => $"of at least {Show(Min)}",
        (false, false) => $"from {Show(Min)} to {Show(Max)}",
        (true, true) => $"above {Show(Min)}",
        (true, false) => $"above {Show(Min)} and at most {Show(Max)}",
    };

    private static string Show(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}

/// <summary>Which setting may take which numbers.</summary>
public static class RecipeLimits
{
    private const double Any = double.PositiveInfinity;

    private static readonly FrozenDictionary<string, RecipeLimit> Table = new Dictionary<string, RecipeLimit>
    {
        ["Threads"] = new(0, 1024),
        ["Iterations"] = new(0, 10_000),
        ["Problems.Train"] = new(1, 10_000_000),
        ["Problems.HeldOut"] = new(0, 10_000_000),
        ["Problems.CheckerSeconds"] = new(0, 86_400, Exclusive: true),
        ["Problems.Countdown.Numbers"] = new(3, 6),
        ["Problems.Countdown.Min"] = new(1, 1000),
        ["Problems.Countdown.Max"] = new(1, 1000),
        ["Problems.Countdown.MinTarget"] = new(0, 100_000),
        ["Problems.Countdown.MaxTarget"] = new(1, 100_000),
        ["Problems.Countdown.MaxResult"] = new(1, 1_000_000),
        ["Rollout.Attempts"] = new(1, 4096),
        ["Rollout.TokensPerProblem"] = new(1, 10_000_000),
        ["Rollout.Rounds"] = new(0, 1000),
        ["Rollout.Temperature"] = new(0, 10, Exclusive: true),
        ["Rollout.TopP"] = new(0, 1, Exclusive: true),
        ["Rollout.TopK"] = new(0, 1_000_000),
        ["Rollout.MaxTokens"] = new(1, 131_072),
        ["Rollout.AttemptsPerGrant"] = new(1, 4096),
        ["Rollout.RefinementsPerCritique"] = new(1, 1024),
        ["Rollout.LeaseSeconds"] = new(1, 86_400),
        ["Critic.Temperature"] = new(0, 10),
        ["Critic.MaxTokens"] = new(1, 131_072),
        ["Critic.Certainty"] = new(0, 1),
        ["Critic.LearningRate"] = new(0, 1, Exclusive: true),
        ["Critic.Epochs"] = new(1, 1000),
        ["Critic.FirstStage"] = new(0, 10_000),
        ["Generation.Slots"] = new(1, 16_384),
        ["Generation.MaxContext"] = new(0, 131_072),
        ["Learner.Grpo.ClipLow"] = new(0, 1, Exclusive: true),
        ["Learner.Grpo.ClipHigh"] = new(0, 1000, Exclusive: true),
        ["Learner.DecoupledPpo.BehaviourCap"] = new(1, Any),
        ["Learner.ClipCov.Ratio"] = new(0, 1, Exclusive: true),
        ["Learner.ClipCov.Low"] = new(0, Any),
        ["Learner.ClipCov.High"] = new(0, Any, Exclusive: true),
        ["Learner.KlCov.Fraction"] = new(0, 1, Exclusive: true),
        ["Learner.KlCov.Beta"] = new(0, Any),
        ["Learner.CritiqueGrpo.Gamma"] = new(0, Any, Exclusive: true),
        ["Learner.EntropyBonus"] = new(0, Any),
        ["Learner.MaxPerProblem"] = new(0, 1_000_000),
        ["Learner.SupervisedMix"] = new(0, 1000),
        ["Learner.Epochs"] = new(1, 1000),
        ["Learner.BatchSize"] = new(1, 65_536),
        ["Learner.TokensPerPass"] = new(1, 16_777_216),
        ["Learner.LearningRate"] = new(0, 1, Exclusive: true),
        ["Learner.WarmUp"] = new(0, 1),
        ["Learner.WeightDecay"] = new(0, 1),
        ["Learner.Beta1"] = new(0, 0.999999),
        ["Learner.Beta2"] = new(0, 0.999999),
        ["Learner.ClipNorm"] = new(0, Any, Exclusive: true),
        ["Learner.KeepCheckpoints"] = new(1, 1_000_000),
        ["Evaluation.Samples"] = new(0, 65_536),
        ["Evaluation.Temperature"] = new(0, 10, Exclusive: true),
        ["Evaluation.PassAt"] = new(1, 65_536),
        ["Streaming.Batch"] = new(1, 10_000_000),
        ["Streaming.Staleness"] = new(0, 1000),
    }.ToFrozenDictionary();

    /// <summary>The limit of a setting; null where anything goes.</summary>
    public static RecipeLimit? Of(string path) => Table.GetValueOrDefault(path);

    /// <summary>The settings named in the table, so that a test can tell when one of them is gone.</summary>
    public static IEnumerable<string> Paths => Table.Keys;
}
