using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Exploration;

/// <summary>Workers as the exploration sees them: what they answer depends on the request alone, as with real random streams.</summary>
internal sealed class ExplorationWorld(double skill = 0.4, int critiqueTokens = 30)
{
    public static readonly CountdownChecker Checker = new(new CountdownOptions());
    public static readonly ExplorationMachine Machine = new(Checker);

    private static readonly string[] Right =
        ["3 * 7 = 21\n25 + 21 = 46", "7 * 3 = 21\n21 + 25 = 46", "7 * 3 = 21\n25 + 21 = 46"];

    private static readonly string[] Wrong =
    [
        "25 - 7 = 18\n18 + 3 = 21", "3 * 7 = 21\n25 - 21 = 4", "3 * 7 = 22\n25 + 22 = 47", "3 * 7 = 21\n21 + 26 = 47", "7 - 3 = 4\n25 + 4 = 29",
        "7 + 3 = 10\n25 + 10 = 35", "3 * 7 = 21",
    ];

    public static ExplorationSpec Spec(
        Arm arm = Arm.Critique, RefinementMode mode = RefinementMode.Continue, string problem = "p",
        ExplorationPurpose purpose = ExplorationPurpose.Training, int attempts = 8) => new(
        ExplorationSpec.IdOf(2, purpose, problem), 2, purpose, CountdownSource.FromStatement(problem, "3 7 25 -> 46"), arm, 2, 0, 77,
        new SamplingOptions(0.7, 1, 0, 40), attempts, mode, 4, 96);

    public RecordAttempts Answer(RolloutRequest request) => new(request.Id, [.. request.Attempts.Select(i => Sample(request, i))]);

    public RecordCritiques Answer(CritiqueRequest request) => new(request.Id, [.. request.Attempts.Select(target =>
    {
        var critique = Checker.ExactCritique(request.Problem, target.Text);
        return new AttemptCritique(target.Attempt, critique, CritiqueText.Format(critique), critiqueTokens, 0);
    })]);

    private Attempt Sample(RolloutRequest request, int index)
    {
        var random = SplitMix64.Derive(request.Stream.Seed, request.Stream.ProblemId, request.Stream.Iteration, index);
        var texts = random.NextDouble() < skill ? Right : Wrong;
        var tokens = new int[12 + random.Below(16)];
        var forced = request.Basis is { Mode: AttemptSource.Continued } basis ? Math.Min(GoodSteps.Of(basis, Checker).Length, 10) : 0;
        return new Attempt(
            index, request.Basis?.Mode ?? AttemptSource.Sampled, request.Basis?.Parent.Index, texts[random.Below(texts.Length)], tokens,
            forced, new float[tokens.Length], new float[tokens.Length], FinishReason.Stop, request.PolicyVersion);
    }
}
