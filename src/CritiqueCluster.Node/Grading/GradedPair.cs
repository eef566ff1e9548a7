using CritiqueCluster.Core.Problems.Words.Answers;

namespace CritiqueCluster.Node.Grading;

/// <summary>A reference, a prediction, and the grader's verdict on them.</summary>
internal sealed class GradedPair
{
    /// <param name="gold">The reference answer.</param>
    /// <param name="prediction">A bare answer or a whole solution; null if there is none.</param>
    /// <param name="equal">Whether it is right, where that is known.</param>
    /// <param name="allowRounding">Whether a reference that is a decimal is met by what rounds to it.</param>
    public GradedPair(string gold, string? prediction, bool? equal, bool allowRounding)
    {
        (Gold, Prediction, Equal) = (gold, prediction, equal);
        Grade = prediction is null ? new AnswerGrade(false, "no answer", null, null) : AnswerGrader.GradeSolution(gold, prediction, allowRounding);
    }

    public string Gold { get; }

    public string? Prediction { get; }

    public bool? Equal { get; }

    public AnswerGrade Grade { get; }

    /// <summary>Whether the verdict is the known one; null where none is known.</summary>
    public bool? Agrees => Equal is { } equal ? equal == Grade.Equal : null;
}
