using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Learning;

/// <summary>A critique after which at least one refinement was accepted, as the critic wrote it.</summary>
/// <param name="Statement">The problem's text.</param>
/// <param name="Solution">The criticised attempt's text.</param>
/// <param name="Text">The critique.</param>
/// <param name="Ended">The critic ended it: false where a guide did, or the limit of tokens.</param>
internal sealed record HelpfulCritique(string Statement, string Solution, string Text, bool Ended);

/// <summary>An attempt of which outcomes alone say something about its steps.</summary>
/// <param name="Id">Names it within the iteration.</param>
/// <param name="Statement">The problem's text.</param>
/// <param name="Solution">The attempt's text.</param>
/// <param name="Steps">Its steps; at least one.</param>
/// <param name="Proven">So many of the leading steps are right: all of a right attempt's.</param>
/// <param name="Right">Its final answer is right.</param>
internal sealed record JudgedAttempt(string Id, string Statement, string Solution, IReadOnlyList<string> Steps, int Proven, bool Right)
{
    /// <summary>The verdict on a line of the critique's form, the answer's being the last; null where it is not known.</summary>
    public Verdict? Known(int line) => Right || line < Proven ? Verdict.Correct : null;

    /// <summary>Whether a critique contradicts nothing that is known; of a wrong attempt, one that finds nothing wrong does.</summary>
    public bool Admits(SolutionCritique critique) => Right
        ? critique.FirstWrongStep is null && critique.Answer == Verdict.Correct
        : critique.FirstWrongStep >= Proven;
}

/// <summary>How many of which examples teach a critic.</summary>
internal readonly record struct CriticPortions(int Helpful, int Right, int Wrong)
{
    /// <summary>
    /// What of these there may be is taken. Discriminating alone: right and wrong attempts in equal number. <c>Helpful</c>: helpful critiques,
    /// which all speak of errors, and as many of right attempts. <c>TwoStage</c>, the second: helpful critiques, and together as many of
    /// right and wrong attempts, half of each; where wrong ones lack, right ones stand in.
    /// </summary>
    public static CriticPortions Of(CriticTraining train, bool firstStage, int helpful, int right, int wrong)
    {
        if (firstStage)
            return new CriticPortions(0, Math.Min(right, wrong), Math.Min(right, wrong));
        var ofWrong = train == CriticTraining.TwoStage ? Math.Min(wrong, helpful / 2) : 0;
        var ofRight = Math.Min(right, helpful - ofWrong);
        return new CriticPortions(Math.Min(helpful, ofRight + ofWrong), ofRight, ofWrong);
    }
}

/// <summary>What one iteration's explorations may teach the critic; pure, and independent of their order.</summary>
/// <param name="IsFirstStage">Discrimination alone is taught.</param>
/// <param name="Portions">As many of each as the recipe asks for, if the critic can write of all of them.</param>
/// <param name="Helpful">Critiques to be imitated, at most a few per problem, in the order in which they are taken.</param>
/// <param name="Right">Right attempts, at most one per problem, likewise; some more than are wanted, for those of which nothing can be written.</param>
/// <param name="Wrong">Wrong attempts with a step that is not proven, likewise.</param>
internal sealed record CriticCurriculum(
    bool IsFirstStage, CriticPortions Portions, IReadOnlyList<HelpfulCritique> Helpful, IReadOnlyList<JudgedAttempt> Right, IReadOnlyList<JudgedAttempt> Wrong)
{
    /// <summary>So many times as many attempts as are wanted may be written of.</summary>
    private const int Spare = 2;

    /// <summary>Helpful critiques per problem, so that no problem crowds out the others.</summary>
    private const int MostHelpful = 4;

    /// <summary>Which are taken first, the run's seed and the iteration decide.</summary>
    /// <param name="explorations">The iteration's training explorations, in any order.</param>
    /// <param name="iteration">The iteration, from 0.</param>
    /// <param name="recipe">The run's recipe.</param>
    /// <param name="checker">Splits attempts into steps.</param>
    public static CriticCurriculum Of(IEnumerable<ExplorationRecord> explorations, int iteration, Recipe recipe, ISolutionChecker checker)
    {
        var critic = recipe.Critic;
        var firstStage = critic.Train == CriticTraining.TwoStage && iteration < critic.FirstStage;
        ExplorationRecord[] training = [.. explorations.Where(e => e.Purpose == ExplorationPurpose.Training).OrderBy(e => e.Id, StringComparer.Ordinal)];
        HelpfulCritique[] helpful = [.. training.SelectMany(e => HelpfulOf(e, critic))];
        var judged = training.Select(e => Judge(e, iteration, recipe.Seed, checker)).ToList();
        JudgedAttempt[] right = [.. judged.Select(j => j.Right).OfType<JudgedAttempt>()], wrong = [.. judged.Select(j => j.Wrong).OfType<JudgedAttempt>()];
        var random = SplitMix64.Derive(recipe.Seed, "critic's examples", iteration);
        Batching.Shuffle(helpful, ref random);
        Batching.Shuffle(right, ref random);
        Batching.Shuffle(wrong, ref random);
        var portions = CriticPortions.Of(critic.Train, firstStage, helpful.Length, right.Length, wrong.Length);
        return new CriticCurriculum(firstStage, portions, helpful, [.. right.Take(Spare * portions.Right)], [.. wrong.Take(Spare * portions.Wrong)]);
    }

    /// <summary>
    /// Those after which most of the refinements were accepted first. What calls a failure right is not taught, whatever a refinement made
    /// of it.
    /// </summary>
    private static IEnumerable<HelpfulCritique> HelpfulOf(ExplorationRecord exploration, CriticOptions options)
    {
        var attempts = exploration.Attempts.ToDictionary(a => a.Attempt.Index, a => a.Attempt);
        var found =
            from critique in exploration.Critiques
            where critique.Critique is { Answer: Verdict.Wrong } && attempts.ContainsKey(critique.Attempt)
            let refinements = exploration.Attempts.Where(a => a.Attempt.Parent == critique.Attempt).ToList()
            let accepted = refinements.Count(a => a.Accepted)
            where accepted > 0
            orderby (double)accepted / refinements.Count descending, critique.Attempt
            select new HelpfulCritique(exploration.Problem.Statement, attempts[critique.Attempt].Text, critique.Text, HasEnded(critique, options));
        return found.Take(MostHelpful);
    }

    private static bool HasEnded(AttemptCritique critique, CriticOptions options) => !options.Guided && critique.GeneratedTokens < options.MaxTokens;

    /// <summary>
    /// One right and one wrong attempt of a problem, drawn from all of them: the easiest to judge would teach that errors come late. What the limit of tokens
    /// cut off is no such attempt: its steps may all be right, and its answer is not its own.
    /// </summary>
    private static (JudgedAttempt? Right, JudgedAttempt? Wrong) Judge(ExplorationRecord exploration, int iteration, long seed, ISolutionChecker checker)
    {
        var random = SplitMix64.Derive(seed, $"critic's examples of {exploration.Problem.Id}", iteration);
        var attempts = exploration.Attempts.Where(a => a.Attempt.Finish == FinishReason.Stop).OrderBy(a => a.Attempt.Index)
            .Select(a => (a.Correct, a.Attempt, Steps: checker.SplitSteps(a.Attempt.Text))).Where(a => a.Steps.Count > 0).ToList();
        var solutions = attempts.Where(a => a.Correct).Select(a => a.Steps).ToList();
        var judged = attempts.Select(a => new JudgedAttempt($"{exploration.Id}#{a.Attempt.Index}", exploration.Problem.Statement, a.Attempt.Text, a.Steps,
            a.Correct ? a.Steps.Count : solutions.Select(s => Shared(s, a.Steps)).DefaultIfEmpty(0).Max(), a.Correct)).ToList();
        return (Drawn(judged.Where(j => j.Right), ref random), Drawn(judged.Where(j => !j.Right && j.Proven < j.Steps.Count), ref random));
    }

    /// <summary>How many steps two attempts have in common from the first on.</summary>
    private static int Shared(IReadOnlyList<string> one, IReadOnlyList<string> other) =>
        one.Zip(other).TakeWhile(pair => pair.First.AsSpan().Trim().SequenceEqual(pair.Second.AsSpan().Trim())).Count();

    private static JudgedAttempt? Drawn(IEnumerable<JudgedAttempt> attempts, ref SplitMix64 random)
    {
        var all = attempts.ToList();
        return all.Count == 0 ? null : all[random.Below(all.Count)];
    }
}
