using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Recipes;
using static CritiqueCluster.Core.Tests.Diversity.Records;

namespace CritiqueCluster.Core.Tests.Learning;

public sealed class CriticCurriculumTests
{
    [Fact]
    public void Should_teach_critiques_after_which_a_refinement_was_accepted_and_as_many_right_attempts()
    {
        var curriculum = Of(CriticTraining.Helpful, 0,
            Training("helped", [Attempt(0, false, "a\n!b"), Attempt(1, false, "!c"), Refinement(2, parent: 0, accepted: true), Refinement(3, parent: 1, accepted: false)],
                [Criticised(0, 2, 1, Verdict.Wrong), Criticised(1, 1, 0, Verdict.Wrong)]),
            Training("easy", [Attempt(0, true, "a\nb"), Attempt(1, false, "a\n!x")]),
            Training("easier", [Attempt(0, true, "c")]));

        var helpful = Assert.Single(curriculum.Helpful);
        Assert.Equal(("statement of helped", "a\n!b", "text", false), (helpful.Statement, helpful.Solution, helpful.Text, helpful.Ended));
        Assert.Equal((1, 1, 0), Counts(curriculum));
        Assert.Equal(2, curriculum.Right.Count); // of three, the accepted refinement among them: one more than wanted, should one not be written
        Assert.All(curriculum.Right, right => Assert.Equal(right.Steps.Count, right.Proven));
        Assert.Empty(curriculum.Wrong);
    }

    [Fact]
    public void Should_teach_first_to_discriminate_and_then_to_help_with_half_of_each_kind_beside()
    {
        ExplorationRecord[] explorations =
        [
            .. Enumerable.Range(0, 5).Select(i => Training($"p{i}", [Attempt(0, true, "a"), Attempt(1, false, "!b"), Refinement(2, 1, accepted: i < 4)], [Criticised(1, 1, 0, Verdict.Wrong)])),
            .. Enumerable.Range(5, 2).Select(i => Training($"p{i}", [Attempt(0, true, "a")])),
        ];

        var first = Of(CriticTraining.TwoStage, 0, explorations);
        var second = Of(CriticTraining.TwoStage, 1, explorations);

        Assert.True(first.IsFirstStage);
        Assert.Equal((0, 5, 5), Counts(first));
        Assert.False(second.IsFirstStage);
        Assert.Equal((4, 2, 2), Counts(second));
    }

    [Theory]
    [InlineData(CriticTraining.Helpful, true, 9, 3, 5, 0, 3, 3)]
    [InlineData(CriticTraining.Helpful, false, 9, 3, 5, 3, 3, 0)]
    [InlineData(CriticTraining.Helpful, false, 2, 3, 5, 2, 2, 0)]
    [InlineData(CriticTraining.TwoStage, false, 9, 9, 9, 9, 5, 4)]
    [InlineData(CriticTraining.TwoStage, false, 8, 9, 1, 8, 7, 1)] // right ones stand in for wrong ones
    [InlineData(CriticTraining.TwoStage, false, 8, 2, 9, 6, 2, 4)] // never more helpful ones than others
    [InlineData(CriticTraining.TwoStage, false, 0, 2, 9, 0, 0, 0)]
    public void Should_balance_what_there_is(CriticTraining train, bool firstStage, int helpful, int right, int wrong, int ofHelpful, int ofRight, int ofWrong) =>
        Assert.Equal(new CriticPortions(ofHelpful, ofRight, ofWrong), CriticPortions.Of(train, firstStage, helpful, right, wrong));

    [Fact]
    public void Should_take_as_proven_what_a_wrong_attempt_shares_with_a_right_one_from_the_first_step_on()
    {
        var wrong = Assert.Single(Of(CriticTraining.TwoStage, 0,
            Training("p", [Attempt(0, true, "a\nb\nc"), Attempt(1, true, "a\nx"), Attempt(2, false, " a\nb \n!d\nc")])).Wrong);

        Assert.Equal(2, wrong.Proven);
        Assert.Equal([Verdict.Correct, Verdict.Correct, null, null], Enumerable.Range(0, 4).Select(wrong.Known));
        Assert.True(wrong.Admits(Critique(4, firstWrong: 2)));
        Assert.True(wrong.Admits(Critique(4, firstWrong: 3)));
        Assert.False(wrong.Admits(Critique(4, firstWrong: 1))); // that one is proven
        Assert.False(wrong.Admits(Critique(4, firstWrong: null))); // somewhere it is wrong
    }

    [Fact]
    public void Should_not_ask_where_the_error_is_of_an_attempt_whose_steps_are_all_proven()
    {
        var curriculum = Of(CriticTraining.TwoStage, 0, Training("p", [Attempt(0, true, "a\nb"), Attempt(1, false, "a")]));
        Assert.Equal((0, 0, 0), Counts(curriculum)); // right ones alone would teach nothing to discriminate
    }

    [Fact]
    public void Should_leave_out_what_the_limit_of_tokens_cut_off()
    {
        var cut = Attempt(2, false, "a\nb");
        var curriculum = Of(CriticTraining.TwoStage, 0, Training("p",
            [Attempt(0, true, "a\nc"), Attempt(1, false, "!d"), cut with { Attempt = cut.Attempt with { Finish = FinishReason.Length } }]));
        Assert.Equal("!d", Assert.Single(curriculum.Wrong).Solution);
    }

    [Fact]
    public void Should_admit_of_a_right_attempt_only_what_calls_all_of_it_right()
    {
        var right = new JudgedAttempt("p#0", "statement", "a\nb", ["a", "b"], 2, true);
        Assert.True(right.Admits(Critique(2, null)));
        Assert.False(right.Admits(Critique(2, null) with { Answer = Verdict.Wrong }));
        Assert.False(right.Admits(Critique(2, 1)));
        Assert.Equal(Verdict.Correct, right.Known(2)); // the answer
    }

    [Fact]
    public void Should_not_teach_what_calls_a_failure_right_or_could_not_be_read()
    {
        var curriculum = Of(CriticTraining.Helpful, 0, Training("p",
            [Attempt(0, false, "!a"), Attempt(1, false, "!b"), Attempt(2, true, "c"), Refinement(3, 0, accepted: true), Refinement(4, 1, accepted: true)],
            [Criticised(0, 1, null, Verdict.Correct), new AttemptCritique(1, null, "?", 3, 0)]));
        Assert.Empty(curriculum.Helpful);
    }

    [Fact]
    public void Should_take_few_critiques_of_a_problem_and_those_first_that_helped_most()
    {
        CheckedAttempt[] wrong = [.. Enumerable.Range(0, 6).Select(i => Attempt(i, false, $"!{i}"))];
        CheckedAttempt[] refinements = [.. Enumerable.Range(0, 6).SelectMany(i => new[] { Refinement(6 + 2 * i, i, true), Refinement(7 + 2 * i, i, accepted: i is 4 or 5) })];
        var curriculum = Of(CriticTraining.Helpful, 0, [
            Training("p", [.. wrong, .. refinements], [.. Enumerable.Range(0, 6).Select(i => Criticised(i, 1, 0, Verdict.Wrong))]),
            .. Enumerable.Range(0, 9).Select(i => Training($"r{i}", [Attempt(0, true)]))]);

        Assert.Equal(["!0", "!1", "!4", "!5"], curriculum.Helpful.Select(h => h.Solution).Order());
        Assert.Equal((4, 4, 0), Counts(curriculum));
    }

    [Theory]
    [InlineData(true, 1, 3, false)] // the guide ended it at its first wrong step
    [InlineData(false, 1, 3, true)]
    [InlineData(true, null, 3, false)]
    [InlineData(false, 1, 128, false)] // the limit of tokens did
    public void Should_know_whether_the_critic_ended_its_critique(bool guided, int? firstWrong, int tokens, bool ended)
    {
        var recipe = Recipe(CriticTraining.Helpful);
        recipe = recipe with { Critic = recipe.Critic with { Guided = guided } };
        var exploration = Training("p", [Attempt(0, false, "a\n!b"), Refinement(1, 0, true)], [Criticised(0, 2, firstWrong, Verdict.Wrong, tokens)]);
        Assert.Equal(ended, Assert.Single(CriticCurriculum.Of([exploration], 0, recipe, new MarkChecker()).Helpful).Ended);
    }

    [Fact]
    public void Should_not_mind_the_order_of_explorations_and_draw_others_in_another_iteration()
    {
        ExplorationRecord[] explorations = [.. Enumerable.Range(0, 20).Select(i => Training($"p{i}", [.. Enumerable.Range(0, 8).Select(j => Attempt(j, j < 4, j < 4 ? $"a{j}" : $"!b{j}"))]))];
        var one = Of(CriticTraining.TwoStage, 0, explorations);

        Assert.Equivalent(one, Of(CriticTraining.TwoStage, 0, [.. explorations.Reverse()]), strict: true);
        Assert.NotEqual(one.Wrong.Select(w => w.Id), CriticCurriculum.Of(explorations, 1, Recipe(CriticTraining.TwoStage, firstStage: 2), new MarkChecker()).Wrong.Select(w => w.Id));
    }

    private static CriticCurriculum Of(CriticTraining train, int iteration, params ExplorationRecord[] explorations) =>
        CriticCurriculum.Of(explorations, iteration, Recipe(train), new MarkChecker());

    private static Recipe Recipe(CriticTraining train, int firstStage = 1) => new() { Critic = new CriticOptions { Train = train, FirstStage = firstStage } };

    private static (int, int, int) Counts(CriticCurriculum curriculum) => (curriculum.Portions.Helpful, curriculum.Portions.Right, curriculum.Portions.Wrong);

    private static CheckedAttempt Refinement(int index, int parent, bool accepted) =>
        Attempt(index, accepted, accepted ? $"r{index}" : "!r", AttemptSource.Continued, parent, accepted, round: 1);

    private static ExplorationRecord Training(string problem, IReadOnlyList<CheckedAttempt> attempts, IReadOnlyList<AttemptCritique>? critiques = null) =>
        Explored(problem, 0, ExplorationPurpose.Training, attempts, critiques);

    private static SolutionCritique Critique(int steps, int? firstWrong) =>
        Criticised(0, steps, firstWrong, firstWrong is null ? Verdict.Correct : Verdict.Wrong).Critique!;
}
