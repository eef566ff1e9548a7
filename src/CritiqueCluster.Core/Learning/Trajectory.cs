using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Models.Tokenizers;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// What the learner trains on: an attempt or refinement, without the critique that led to it (AutoMathCritique, step 5). Kept in
/// the checkpoint where later iterations learn from it again. Fields are added at the end, with defaults: older checkpoints lack them.
/// </summary>
/// <param name="ProblemId">The problem that it solves.</param>
/// <param name="Statement">The problem's text.</param>
/// <param name="Iteration">The iteration that explored it.</param>
/// <param name="Attempt">Its index within the exploration.</param>
/// <param name="Source">Attempt or refinement.</param>
/// <param name="Canonical">Its canonical step sequence.</param>
/// <param name="Tokens">Its tokens after the prompt, the end-of-sequence token included.</param>
/// <param name="Forced">Leading tokens that are read, not learned.</param>
/// <param name="Sampled">What a policy gradient needs to know; null where it is imitated.</param>
public sealed record Trajectory(
    string ProblemId, string Statement, int Iteration, int Attempt, AttemptSource Source, string Canonical, int[] Tokens,
    int Forced = 0, SampledTail? Sampled = null)
{
    /// <summary>An attempt to be imitated, the good steps that it was given included.</summary>
    public static Trajectory Of(ExplorationRecord exploration, CheckedAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(exploration);
        ArgumentNullException.ThrowIfNull(attempt);
        return new Trajectory(exploration.Problem.Id, exploration.Problem.Statement, exploration.Iteration,
            attempt.Attempt.Index, attempt.Attempt.Source, attempt.Canonical, attempt.Attempt.Tokens);
    }

    /// <summary>As it is trained on: the problem's prompt before it.</summary>
    internal TrainingExample ToExample(ITokenizer tokenizer)
    {
        var example = SupervisedExamples.Of(tokenizer, Statement, Tokens);
        return Sampled is null ? example : example with { PromptLength = example.PromptLength + Forced, Sampled = Sampled };
    }
}
