using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Tokenizers;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Problems.Words;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Core.Tests.Models;
using static CritiqueCluster.Core.Tests.Diversity.Records;

namespace CritiqueCluster.Core.Tests.Learning;

public sealed class StepBlameTests
{
    private static readonly Lazy<Tokenizer> Embedded = new(() => Tokenizer.Load(EmbeddedModels.Folder("policy")));
    private static readonly ISolutionChecker Countdown = new CountdownChecker(new CountdownOptions());

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "7 + 3 = 10\n")]
    [InlineData(2, "7 + 3 = 10\n10 * 4 = 40\n")]
    public void Should_find_the_tokens_before_a_step(int step, string before)
    {
        int[] tokens = [.. Embedded.Value.Encode("7 + 3 = 10\n10 * 4 = 40\n40 - 1 = 39"), Embedded.Value.EndOfSequence];

        var found = new StepBlame(Countdown, Embedded.Value).TokensBefore(Attempt(tokens), step);

        Assert.Equal(before, Embedded.Value.Decode(tokens.AsSpan(0, found)));
        Assert.True(Embedded.Value.Decode(tokens.AsSpan(0, found + 1)).Length > before.Length);
    }

    [Fact]
    public void Should_blame_all_where_the_attempt_has_no_such_step() =>
        Assert.Equal(0, new StepBlame(Countdown, Embedded.Value).TokensBefore(Attempt(Embedded.Value.Encode("7 + 3 = 10")), 1));

    [Fact]
    public void Should_count_a_token_with_the_end_of_one_step_and_the_beginning_of_the_next_to_the_next()
    {
        var blame = new StepBlame(Countdown, new Pieces("a=1", "\nb", "=2", "\n\n", "c"));
        Assert.Equal(1, blame.TokensBefore(Attempt([0, 1, 2, 3, 4]), 1));
        Assert.Equal(4, blame.TokensBefore(Attempt([0, 1, 2, 3, 4]), 2));

        static Attempt Attempt(int[] tokens) => StepBlameTests.Attempt(tokens, "a=1\nb=2\n\nc");
    }

    [Fact]
    public void Should_not_mistake_a_step_that_says_the_same_as_an_earlier_one_or_is_a_part_of_it()
    {
        var blame = new StepBlame(Countdown, new Pieces("ab", "\n", "a", "\n", "a"));
        Assert.Equal(2, blame.TokensBefore(Attempt([0, 1, 2, 3, 4], "ab\na\na"), 1));
        Assert.Equal(4, blame.TokensBefore(Attempt([0, 1, 2, 3, 4], "ab\na\na"), 2));
    }

    [Fact]
    public void Should_find_a_step_that_begins_in_the_middle_of_a_character()
    {
        // Bytes: every token is one, and é and 🦙 are two and four of them.
        var tokens = Embedded.Value.Encode("é = 🦙\n🦙 = é");
        var found = new StepBlame(Countdown, Embedded.Value).TokensBefore(Attempt(tokens), 1);
        Assert.Equal("é = 🦙\n", Embedded.Value.Decode(tokens.AsSpan(0, found)));
        Assert.Equal("é = 🦙\n🦙 = é", Embedded.Value.Decode(tokens));
    }

    [SkippableTheory]
    [InlineData("llama3_1")]
    [InlineData("qwen3")]
    public void Should_find_sentences_in_the_tokens_of_large_vocabularies(string name)
    {
        var tokenizer = Tokenizer.Load(SharedModels.Folder($"tokenizers/{name}"));
        var tokens = tokenizer.Encode("There are 12 apples. She eats 3 of them. So 9 are left.");
        var checker = new WordChecker();

        var found = new StepBlame(checker, tokenizer).TokensBefore(Attempt(tokens, tokenizer: tokenizer), 2);

        Assert.Equal("There are 12 apples. She eats 3 of them.", tokenizer.Decode(tokens.AsSpan(0, found)));
    }

    [Fact]
    public void Should_place_the_blame_of_wrong_attempts_whose_critique_names_a_step()
    {
        // A token a character: step 1 ("!b") begins after "a\n". Attempt 3 took the same steps as attempt 1.
        CheckedAttempt[] attempts =
            [Marked(0, true, "a\nb"), Marked(1, false, "a\n!b"), Marked(2, false, "a\n!c"), Marked(3, false, "a\n!b"), Marked(4, false, "a\n!d")];
        var exploration = Explored("p", 0, ExplorationPurpose.Training, attempts,
            [Criticised(1, 2, wrong: 1, Verdict.Wrong), Criticised(2, 2, wrong: null, Verdict.Wrong), Criticised(4, 2, wrong: 1, Verdict.Wrong) with { Critique = null }]);
        var blame = new StepBlame(new MarkChecker(), new Pieces("a", "\n", "!", "b", "c", "d"));

        var found = GroupAdvantages.Of([exploration], new LearnerOptions { Grpo = new GrpoOptions { DivideByDeviation = false } }, blame);

        Assert.Equal([0, 2, 0, 2, 0], found.Select(t => t.Sampled!.Blameless));
        Close.Equal([0, 0, -0.2, -0.2], Enumerable.Range(0, 4).Select(found[1].Sampled!.AdvantageOf), Tolerance.Double);
    }

    [Fact]
    public void Should_count_only_what_a_continued_refinement_sampled_itself()
    {
        // "a\n" was given; of what it sampled, "b\n" is before the wrong step.
        var refinement = Marked(2, false, "a\nb\n!c", AttemptSource.Continued, forced: 2);
        var exploration = Explored("p", 0, ExplorationPurpose.Training, [Marked(0, true, "a"), Marked(1, false, "!a"), refinement],
            [Criticised(2, 3, wrong: 2, Verdict.Wrong)]);

        var found = GroupAdvantages.Of([exploration], new LearnerOptions { Grpo = new GrpoOptions { Refinements = true } },
            new StepBlame(new MarkChecker(), new Pieces("a", "\n", "!", "b", "c", "d")));

        Assert.Equal((2, 4, 2), (found[2].Forced, found[2].Sampled!.LogProbabilities.Length, found[2].Sampled!.Blameless));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public void Should_be_off_unless_asked_for(bool asked, int expected)
    {
        var exploration = Explored("p", 0, ExplorationPurpose.Training, [Marked(0, true, "a"), Marked(1, false, "a\n!b")],
            [Criticised(1, 2, wrong: 1, Verdict.Wrong)]);
        var options = new LearnerOptions { Objective = LearnerObjective.Grpo, StepAdvantages = asked };

        var chosen = Curriculum.Of([exploration], [], options, new StepBlame(new MarkChecker(), new Pieces("a", "\n", "!", "b"))).Chosen;

        Assert.Equal(expected, chosen[1].Sampled!.Blameless);
    }

    private static CheckedAttempt Marked(int index, bool correct, string text, AttemptSource source = AttemptSource.Sampled, int forced = 0)
    {
        int[] tokens = [.. text.Select(c => "a\n!bcd".IndexOf(c, StringComparison.Ordinal))];
        var marked = Diversity.Records.Attempt(index, correct, text, source, tokens: tokens.Length, forced: forced);
        return marked with { Attempt = marked.Attempt with { Tokens = tokens } };
    }

    private static Attempt Attempt(int[] tokens, string? text = null, Tokenizer? tokenizer = null) => new(
        0, AttemptSource.Sampled, null, text ?? (tokenizer ?? Embedded.Value).Decode(tokens).Trim(), tokens, 0, new float[tokens.Length],
        new float[tokens.Length], FinishReason.Stop, 0);

    /// <summary>A vocabulary of these pieces of text.</summary>
    private sealed class Pieces(params string[] pieces) : ITokenizer
    {
        public int VocabularySize => pieces.Length;

        public int? BeginOfSequence => null;

        public int EndOfSequence => pieces.Length;

        public int[] Encode(string text, bool addSpecialTokens = false) => throw new NotSupportedException();

        public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true) => string.Concat(ids.ToArray().Select(i => pieces[i]));

        public bool IsSpecial(int id) => false;

        public int? IdOf(string token) => null;
    }
}
