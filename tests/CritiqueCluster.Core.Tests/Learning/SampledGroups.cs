using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Models.Tokenizers;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Learning;

/// <summary>Explorations whose attempts a model has really sampled; which of them count as right is made up.</summary>
internal static class SampledGroups
{
    public const double Temperature = 0.7;

    /// <summary>Of each problem four attempts; of the first <paramref name="mixed"/> problems the even ones are right, of the others all.</summary>
    public static IReadOnlyList<ExplorationRecord> Of(string folder, ParameterVersion version, IReadOnlyList<Problem> problems, int iteration, int mixed)
    {
        using var engine = new PolicyEngine("cpu", new GenerationOptions { Slots = 8 }, new CountdownChecker(new CountdownOptions()));
        engine.Load(version, folder);
        foreach (var problem in problems)
            engine.Submit(new RolloutRequest(problem.Id, problem, new StreamKey(1, iteration, problem.Id), [0, 1, 2, 3], null,
                new SamplingOptions(Temperature, 1, 0, 12), version.Step));
        var attempts = problems.ToDictionary(p => p.Id, _ => new List<Attempt>());
        while (engine.Active > 0)
            foreach (var result in engine.Step())
                attempts[result.RequestId].Add(result.Attempt);
        return [.. problems.Select((problem, i) => new ExplorationRecord(
            $"{iteration}/t/{problem.Id}", iteration, ExplorationPurpose.Training, problem, version.Step, 0,
            [.. attempts[problem.Id].Select(a => Judged(a, i >= mixed || a.Index % 2 == 0))], []))];
    }

    /// <summary>
    /// The same with a critique of each wrong attempt, that names its last step, and in the light of the first one two refinements: a
    /// continued one that is wrong, and a rewritten one that is right. A line break in the middle of wrong attempts gives them two steps.
    /// </summary>
    public static IReadOnlyList<ExplorationRecord> Refined(
        string folder, ParameterVersion version, IReadOnlyList<Problem> problems, int iteration, int mixed)
    {
        var checker = new CountdownChecker(new CountdownOptions());
        var tokenizer = Tokenizer.Load(folder);
        return [.. Of(folder, version, problems, iteration, mixed).Select(found =>
        {
            var exploration = found with { Attempts = [.. found.Attempts.Select(a => a.Correct ? a : InTwoSteps(a, tokenizer))] };
            var critiques = exploration.Attempts.Where(a => !a.Correct).Select(a => Criticised(a.Attempt, checker)).ToList();
            return critiques.Count == 0 ? exploration : exploration with
            {
                Critiques = critiques,
                Attempts = [.. exploration.Attempts, .. Refinements(folder, version, exploration, critiques[0], checker)],
            };
        })];
    }

    private static CheckedAttempt InTwoSteps(CheckedAttempt attempt, Tokenizer tokenizer)
    {
        int[] tokens = [.. attempt.Attempt.Tokens];
        tokens[tokens.Length / 2] = tokenizer.Encode("\n")[0];
        var text = tokenizer.Decode(tokens).Trim();
        return attempt with { Attempt = attempt.Attempt with { Tokens = tokens, Text = text }, Canonical = text };
    }

    private static AttemptCritique Criticised(Attempt attempt, CountdownChecker checker)
    {
        var steps = checker.SplitSteps(attempt.Text);
        return new AttemptCritique(attempt.Index, new SolutionCritique(
            [.. steps.Select((s, i) => new StepCritique(s, i == steps.Count - 1 ? Verdict.Wrong : Verdict.Correct, ""))], Verdict.Wrong, ""), "made up", 1, 0);
    }

    private static IEnumerable<CheckedAttempt> Refinements(
        string folder, ParameterVersion version, ExplorationRecord exploration, AttemptCritique critique, CountdownChecker checker)
    {
        using var engine = new PolicyEngine("cpu", new GenerationOptions { Slots = 8 }, checker);
        engine.Load(version, folder);
        var parent = exploration.Attempts.First(a => a.Attempt.Index == critique.Attempt).Attempt;
        foreach (var (mode, index) in new[] { (AttemptSource.Continued, 4), (AttemptSource.Rewritten, 5) })
            engine.Submit(new RolloutRequest($"{mode}", exploration.Problem, new StreamKey(1, exploration.Iteration, exploration.Problem.Id), [index],
                new RefinementBasis(parent, critique, mode), new SamplingOptions(Temperature, 1, 0, 24), version.Step));
        var found = new List<Attempt>();
        while (engine.Active > 0)
            found.AddRange(engine.Step().Select(r => r.Attempt));
        return found.OrderBy(a => a.Index).Select(a => Judged(a, a.Source == AttemptSource.Rewritten));
    }

    private static CheckedAttempt Judged(Attempt attempt, bool right) =>
        new(attempt, right, right ? null : "made up", attempt.Text, right, 0);
}
