using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Words;
using CritiqueCluster.Core.Problems.Words.Answers;

namespace CritiqueCluster.Core.Tests.Problems;

/// <summary>Boxes of reference solutions that are not one pair of braces.</summary>
public sealed class BoxedReferenceTests
{
    [SkippableTheory]
    [InlineData("data_boxed_without_braces.jsonl", "2")]
    [InlineData("data_two_boxed.jsonl", "3, 5")]
    public void Should_read_the_answer_of_a_reference_solution(string name, string answer)
    {
        var source = new WordSource(SharedData.File($"cases/{name}"));
        var problem = Assert.Single(Enum.GetValues<ProblemSplit>().SelectMany(split => source.Take(split, source.Count(split))));
        Assert.Equal(AnswerGrader.Normalise(answer), AnswerGrader.Normalise(problem.Answer));
    }
}
