using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using static CritiqueCluster.Core.Tests.Models.Transformer.TransformerTests;

namespace CritiqueCluster.Core.Tests.Generation;

/// <summary>What a guide says of lines, and what becomes of them.</summary>
public sealed class LineGuideTests : GeneratorTest
{
    [Fact]
    public void Should_fill_in_a_form_and_count_only_what_it_samples()
    {
        var form = new Queue<int[]>([[21, 22, 23], [24, 25]]);
        using var generator = Generator(slots: 4, lineBreaks: Enumerable.Range(0, Model.Tokenizer.VocabularySize));
        generator.Submit(Group("form", [9, 8, 7], members: 1, maxTokens: 50) with
        {
            Forced = [20],
            Guide = (line, sampled, _) => Assert.Single(sampled) >= 0 && form.TryDequeue(out var next) ? LineFate.Then(next) : LineFate.Ends,
        });

        var filled = Assert.Single(Run(generator));

        // Every token is a line break here: one is sampled after each part that is given.
        Assert.Equal([20, -1, 21, 22, 23, -1, 24, 25, -1], filled.Tokens.Select((t, i) => i is 1 or 5 or 8 ? -1 : t));
        Assert.Equal((3, 0, 3L), (filled.Sampled, filled.Discarded, generator.GeneratedTokens));
        Assert.Equal(3, filled.Versions.Sum(v => v.Tokens));
        Assert.All(filled.LogProbabilities.Where((_, i) => i is not (1 or 5 or 8)), p => Assert.Equal(0, p));
        Assert.Equal(FinishReason.Stop, filled.Finish);
    }

    [Fact]
    public void Should_end_lines_without_a_break_and_the_last_one_as_it_is_told()
    {
        using var generator = Generator(slots: 4, lineBreaks: []);
        generator.Submit(Group("form", [9, 8, 7], members: 1, maxTokens: 50) with
        {
            Forced = [20],
            LineTokens = 2,
            Guide = (line, sampled, _) => sampled.Count == 2 && line == 0 ? LineFate.Then([21, 22]) : LineFate.EndsWith([30, 31, 32]),
        });

        var filled = Assert.Single(Run(generator));

        Assert.Equal([20, -1, -1, 21, 22, 30, 31, 32], filled.Tokens.Select((t, i) => i is 1 or 2 ? -1 : t));
        Assert.Equal((4, 0, 4L), (filled.Sampled, filled.Discarded, generator.GeneratedTokens)); // what was replaced was sampled, too
        Assert.Equal((8, 8), (filled.LogProbabilities.Length, filled.Entropies.Length));
        Assert.Equal(FinishReason.Stop, filled.Finish);
    }

    [Fact]
    public void Should_sample_a_line_again_that_is_refused_and_count_what_was_thrown_away()
    {
        using var generator = Generator(slots: 4, lineBreaks: Enumerable.Range(0, Model.Tokenizer.VocabularySize));
        var group = Group("plain", [9, 8, 7], members: 1, maxTokens: 4);
        generator.Submit(group);
        var first = Assert.Single(Run(generator)).Tokens[0];
        var refused = 0;
        generator.Submit(group with
        {
            Id = "guided",
            Guide = (line, sampled, _) => line == 0 && sampled[0] == first && ++refused > 0 ? LineFate.Again : LineFate.Stands,
        });

        var again = Assert.Single(Run(generator));

        Assert.NotEqual(first, again.Tokens[0]);
        Assert.True(refused > 0);
        Assert.Equal((refused, 4), (again.Discarded, again.Sampled));
        Assert.Equal(again.Tokens.Length, again.Versions.Sum(v => v.Tokens));
    }

    [Fact]
    public void Should_go_on_after_a_corrected_line_as_if_it_had_been_given()
    {
        using var generator = Generator(slots: 4, lineBreaks: Enumerable.Range(0, Model.Tokenizer.VocabularySize));
        var group = Group("given", [9, 8, 7], members: 1, maxTokens: 50) with { Forced = [20, 21, 22, 23], Guide = (_, _, _) => LineFate.Ends };
        generator.Submit(group with { Sampling = group.Sampling with { Temperature = 0 } });
        var given = Assert.Single(Run(generator));
        generator.Submit(group with
        {
            Id = "corrected",
            Sampling = group.Sampling with { Temperature = 0 },
            Forced = [20],
            Guide = (line, _, _) => line == 0 ? LineFate.Corrected([21, 22, 23]) : LineFate.Ends,
        });

        var corrected = Assert.Single(Run(generator));

        Assert.Equal(given.Tokens, corrected.Tokens);
        Close.Equal(given.LogProbabilities[^1], corrected.LogProbabilities[^1], Tolerance.Model);
        Assert.Equal((1, 1), (corrected.Sampled, corrected.Discarded));
    }

    [Fact]
    public void Should_end_although_a_guide_refuses_everything()
    {
        using var generator = Generator(slots: 4, lineBreaks: Enumerable.Range(0, Model.Tokenizer.VocabularySize));
        generator.Submit(Group("refused", [9, 8, 7], members: 2, maxTokens: 5) with { Guide = (_, _, _) => LineFate.Again });
        Assert.All(Run(generator), s => Assert.Equal(5 * 8, s.Discarded)); // eight times a line
    }
}
