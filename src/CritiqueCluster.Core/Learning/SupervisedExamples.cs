using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Models.Tokenizers;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;

namespace CritiqueCluster.Core.Learning;

/// <summary>The original supervised data that self-training mixes in again (AutoMathCritique, step 5).</summary>
internal static class SupervisedExamples
{
    /// <summary>Problem → solution as a training example; the solution ends with the end-of-sequence token.</summary>
    public static TrainingExample Of(ITokenizer tokenizer, string statement, string solution) =>
        Of(tokenizer, statement, [.. tokenizer.Encode(solution), tokenizer.EndOfSequence]);

    /// <summary>Problem → solution given as tokens.</summary>
    public static TrainingExample Of(ITokenizer tokenizer, string statement, int[] solution)
    {
        var prompt = tokenizer.Encode(PromptFormat.Solve(statement), addSpecialTokens: true);
        return new TrainingExample([.. prompt, .. solution], prompt.Length);
    }

    /// <summary>
    /// So many examples: for Countdown freshly drawn ones (never held-out problems), for word problems the reference solutions
    /// of the training problems, over and over. Fewer where a source has no solutions.
    /// </summary>
    public static IEnumerable<TrainingExample> Take(IProblemSource source, int count, long seed, int trainProblems, ITokenizer tokenizer)
    {
        var problems = source is CountdownSource countdown
            ? countdown.Supervised(seed)
            : Cycle([.. source.Take(ProblemSplit.Train, trainProblems).Where(p => p.Solution is not null)]);
        return problems.Take(count).Select(p => Of(tokenizer, p.Statement, p.Solution!));
    }

    private static IEnumerable<Problem> Cycle(Problem[] problems)
    {
        while (problems.Length > 0)
            foreach (var problem in problems)
                yield return problem;
    }
}
