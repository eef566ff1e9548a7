using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Models.Transformer;
using static CritiqueCluster.Core.Tests.Models.Transformer.TransformerTests;

namespace CritiqueCluster.Core.Tests.Generation;

public sealed class GeneratorTests : GeneratorTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(24)]
    public void Should_sample_the_same_tokens_whatever_else_is_in_the_batch(int slots)
    {
        var group = Group("wanted", [9, 8, 7, 6, 5], members: 3, maxTokens: 20);
        using var alone = Generator(slots: 8);
        alone.Submit(group);
        var expected = Run(alone).OrderBy(s => s.Index).ToList();

        using var crowded = Generator(slots);
        for (var i = 0; i < 6; i++)
            crowded.Submit(Group($"before{i}", [.. Enumerable.Range(i + 1, 3 + 7 * i)], members: 1 + i % 3, maxTokens: 5 + 6 * i));
        crowded.Submit(group);
        crowded.Submit(Group("after", [1, 2, 3], members: 5, maxTokens: 30));
        var found = Run(crowded).Where(s => s.GroupId == "wanted").OrderBy(s => s.Index).ToList();

        Assert.Equal(3, found.Count);
        for (var i = 0; i < expected.Count; i++)
        {
            Assert.Equal(expected[i].Tokens, found[i].Tokens);
            Assert.Equal(expected[i].LogProbabilities, found[i].LogProbabilities);
            Assert.Equal(expected[i].Entropies, found[i].Entropies);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Should_sample_the_same_tokens_on_however_many_threads(int threads)
    {
        var group = Group("wanted", [9, 8, 7, 6, 5], members: 20, maxTokens: 12);
        List<FinishedSequence> expected, found;
        using (new Threads(1))
        using (var one = Generator(slots: 24))
        {
            one.Submit(group);
            expected = [.. Run(one).OrderBy(s => s.Index)];
        }
        using (new Threads(threads))
        using (var several = Generator(slots: 24))
        {
            several.Submit(group);
            found = [.. Run(several).OrderBy(s => s.Index)];
        }

        Assert.Equal(expected.Select(s => s.Tokens), found.Select(s => s.Tokens));
        Assert.Equal(expected.Select(s => s.LogProbabilities), found.Select(s => s.LogProbabilities));
    }

    [Fact]
    public void Should_sample_the_same_tokens_when_prompts_are_computed_in_groups()
    {
        const int Prompts = 160; // more of this length than are computed at once
        var last = Group("last", [.. Enumerable.Range(0, 80).Select(i => 1 + i % 50)], members: 2, maxTokens: 3);
        using var threads = new Threads(1);
        using var alone = Generator(slots: 8);
        alone.Submit(last);
        var expected = Run(alone).OrderBy(s => s.Index).ToList();

        using var crowded = Generator(slots: Prompts + 2);
        for (var i = 0; i < Prompts; i++)
            crowded.Submit(Group($"before{i}", [.. Enumerable.Range(0, 80).Select(j => 1 + (i + j) % 50)], members: 1, maxTokens: 1));
        crowded.Submit(last);
        var found = Run(crowded).Where(s => s.GroupId == "last").OrderBy(s => s.Index).ToList();

        Assert.Equal(expected.Select(s => s.Tokens), found.Select(s => s.Tokens));
        Assert.Equal(expected.Select(s => s.LogProbabilities), found.Select(s => s.LogProbabilities));
    }

    [Fact]
    public void Should_compute_fewer_prompts_at_once_the_longer_they_are()
    {
        using var weights = new PackedWeights(Model.Transformer);
        using var decoder = new Decoder(Model.Config, weights, 8, 96);
        Assert.InRange(decoder.PromptsAtOnce(96), 2, 150);
        Assert.InRange(decoder.PromptsAtOnce(16), 5 * decoder.PromptsAtOnce(96), 7 * decoder.PromptsAtOnce(96));
        Assert.Equal(1, decoder.PromptsAtOnce(int.MaxValue));
    }

    [Fact]
    public void Should_refill_finished_slots_at_once()
    {
        using var generator = Generator(slots: 4);
        for (var i = 0; i < 8; i++)
            generator.Submit(Group($"g{i}", [1, 2, 3], members: 2, maxTokens: 2 + i));
        var steps = 0;
        while (generator.Active > 0)
        {
            generator.Step();
            steps++;
        }
        // 2·(2 + … + 9) = 88 tokens over 4 slots: 22 full steps, and a tail of at most one sequence's length.
        Assert.Equal(88, generator.GeneratedTokens);
        Assert.InRange(steps, 22, 31);
    }

    [Fact]
    public void Should_begin_with_the_forced_tokens_and_not_count_them()
    {
        using var generator = Generator(slots: 2);
        generator.Submit(Group("g", [1, 2, 3], members: 1, maxTokens: 6) with { Forced = [44, 45] });

        var sequence = Run(generator).Single();

        Assert.Equal([44, 45], sequence.Tokens[..2]);
        Assert.Equal(2, sequence.Forced);
        Assert.Equal([0f, 0f], sequence.LogProbabilities[..2]);
        Assert.Equal(6, sequence.Tokens.Length);
        Assert.Equal(4, generator.GeneratedTokens);
    }

    [Fact]
    public void Should_name_a_prompt_that_does_not_fit()
    {
        using var generator = Generator(slots: 2);

        var error = Assert.Throws<ArgumentException>(() => generator.Submit(Group("long", new int[96], members: 1, maxTokens: 5)));

        Assert.Contains("'long'", error.Message, StringComparison.Ordinal);
        Assert.Contains("context of 96", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_stop_at_the_end_of_the_context()
    {
        using var generator = Generator(slots: 2);
        generator.Submit(Group("g", new int[90], members: 1, maxTokens: 50));

        var sequence = Run(generator).Single();

        Assert.Equal(FinishReason.Length, sequence.Finish);
        Assert.InRange(sequence.Tokens.Length, 6, 7);
    }

    [Fact]
    public void Should_go_on_with_swapped_parameters_between_two_steps()
    {
        using var swapped = Generator(slots: 2);
        using var plain = Generator(slots: 2);
        foreach (var generator in new[] { swapped, plain })
        {
            generator.Submit(Group("g", [1, 2, 3], members: 1, maxTokens: 10));
            generator.Step();
            generator.Step();
        }
        using (TorchSharp.torch.no_grad())
            Model.Parameters.Values.mul_(3);
        swapped.Swap(Model.Transformer, 4);

        var (after, before) = (Run(swapped).Single(), Run(plain).Single());

        Assert.Equal(before.LogProbabilities[..2], after.LogProbabilities[..2]);
        Assert.NotEqual(before.LogProbabilities[2..], after.LogProbabilities[2..]);
        Assert.Equal(4, swapped.Version);
    }

    [Fact]
    public void Should_say_which_version_sampled_which_token()
    {
        using var generator = Generator(slots: 3);
        generator.Swap(Model.Transformer, 2);
        generator.Submit(Group("g", [1, 2, 3], members: 2, maxTokens: 10) with { Forced = [44] });
        generator.Step();
        generator.Step();
        generator.Swap(Model.Transformer, 3);
        generator.Submit(Group("new", [1, 2, 3], members: 1, maxTokens: 4));
        generator.Step();
        generator.Swap(Model.Transformer, 5);

        var finished = Run(generator);

        Assert.All(finished.Where(s => s.GroupId == "g"), s => Assert.Equal([new VersionSpan(2, 2), new(3, 1), new(5, 6)], s.Versions));
        Assert.Equal([new VersionSpan(3, 1), new(5, 3)], finished.Single(s => s.GroupId == "new").Versions);
        Assert.All(finished, s => Assert.Equal(s.Tokens.Length - s.Forced, s.Versions.Sum(span => span.Tokens)));
    }

    /// <summary>The same numbers under another name: what begins again ends as if it had begun then, what is carried on as if nothing had been.</summary>
    [Fact]
    public void Should_begin_again_what_asks_for_it_and_carry_on_the_rest()
    {
        using var swapped = Generator(slots: 6);
        using var plain = Generator(slots: 6);
        foreach (var generator in new[] { swapped, plain })
        {
            generator.Submit(Group("carried", [1, 2, 3], members: 2, maxTokens: 9));
            generator.Submit(Group("again", [4, 5, 6, 7], members: 3, maxTokens: 9) with { Restarts = true });
            generator.Submit(Group("late", [8, 9], members: 2, maxTokens: 9) with { Restarts = true }); // one of them waits for a slot
            generator.Step();
            generator.Step();
        }
        swapped.Swap(Model.Transformer, 1);
        Assert.Equal(7, swapped.Active);
        swapped.Swap(Model.Transformer, 2);

        var (found, expected) = (Run(swapped), Run(plain));

        Assert.Equal(
            expected.OrderBy(s => s.GroupId).ThenBy(s => s.Index).Select(s => s.Tokens), found.OrderBy(s => s.GroupId).ThenBy(s => s.Index).Select(s => s.Tokens));
        Assert.All(found.Where(s => s.GroupId == "carried"), s => Assert.Equal([new VersionSpan(0, 2), new(2, 7)], s.Versions));
        Assert.All(found.Where(s => s.GroupId != "carried"), s => Assert.Equal([new VersionSpan(2, 9)], s.Versions));
        Assert.Equal(plain.GeneratedTokens + 8, swapped.GeneratedTokens); // two tokens of the four that were under way
    }

    [Fact]
    public void Should_drop_what_was_to_begin_again()
    {
        using var generator = Generator(slots: 2);
        generator.Submit(Group("a", [1, 2, 3], members: 3, maxTokens: 9) with { Restarts = true });
        generator.Step();
        generator.Swap(Model.Transformer, 1);
        generator.Cancel("a");
        Assert.Equal(0, generator.Active);
        Assert.Empty(generator.Step());
    }

    [Fact]
    public void Should_drop_a_cancelled_group_and_finish_the_others()
    {
        using var generator = Generator(slots: 3);
        generator.Submit(Group("a", [1, 2, 3], members: 4, maxTokens: 9));
        generator.Submit(Group("b", [4, 5, 6], members: 2, maxTokens: 9));
        generator.Step();
        generator.Cancel("a");

        var finished = Run(generator);

        Assert.Equal(["b", "b"], finished.Select(s => s.GroupId));
    }
}
