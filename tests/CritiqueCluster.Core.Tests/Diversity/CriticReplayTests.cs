using System.Text.Json;
using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Words;
using static CritiqueCluster.Core.Tests.Diversity.Records;

namespace CritiqueCluster.Core.Tests.Diversity;

public sealed class CriticReplayTests
{
    private static readonly MarkChecker Checker = new();

    [Fact]
    public void Should_find_no_changes_where_the_exact_critic_replays_exact_critiques()
    {
        using var critic = new ExactCritic(Checker);
        var replay = new CriticReplay(critic, Checker, 64);

        replay.Run(Enumerable.Range(0, 400).Select(i => Refined($"p{i}", i % 3, critic.Criticise))); // more than the critic has slots for
        var report = replay.Summarise();

        Assert.True(report.Exact);
        Assert.Equal((400, 800, 800, 0, 0), (report.Total.Explorations, report.Total.Critiques, report.Total.SameStep, report.Total.UnreadableBefore, report.Total.UnreadableAfter));
        Assert.Equal((1, 1), (report.Total.AccuracyBefore, report.Total.AccuracyAfter));
        Assert.Equal([new VerdictChange(Finding.RightStep, Finding.RightStep, 800)], report.Total.Verdicts);
        Assert.Equal(new AcceptedChange(1200, 800, 1200, 0, 0, 0), report.Total.Accepted);
        Assert.Equal([(0, 134), (1, 133), (2, 133)], report.Iterations.Select(i => (i.Iteration!.Value, i.Explorations)));
    }

    [Fact]
    public void Should_count_which_verdict_became_which()
    {
        var exploration = Explored("p", 2, ExplorationPurpose.Training,
            [.. Enumerable.Range(0, 5).Select(i => Attempt(i, false, "a\n!b"))],
            [Says(0, 1), Says(1, 1), Says(2, 0), Says(3, null), new AttemptCritique(4, null, "?", 9, 0)]);
        using var critic = new FakeCritic(new() { [0] = 1, [1] = 0, [2] = 1, [3] = null, [4] = 1 });

        var report = Replay(critic, exploration);

        Assert.Equal((5, 2, 1, 0), (report.Total.Critiques, report.Total.SameStep, report.Total.UnreadableBefore, report.Total.UnreadableAfter));
        Assert.Equal((0.4, 0.6), (report.Total.AccuracyBefore, report.Total.AccuracyAfter));
        Assert.Equal(
            [
                new VerdictChange(Finding.Unreadable, Finding.RightStep, 1), new VerdictChange(Finding.None, Finding.None, 1),
                new VerdictChange(Finding.RightStep, Finding.RightStep, 1), new VerdictChange(Finding.RightStep, Finding.OtherStep, 1),
                new VerdictChange(Finding.OtherStep, Finding.RightStep, 1),
            ], report.Total.Verdicts);
        Assert.Equal(2, Assert.Single(report.Iterations).Iteration);
        Assert.Equal((5, 0, null), (report.Before.WithError, report.Before.WithoutError, report.Before.F1));
        Assert.Equal(5 * FakeCritic.Tokens, report.GeneratedTokens);
    }

    [Fact]
    public void Should_say_what_becomes_of_accepted_trajectories()
    {
        var exploration = Explored("p", 0, ExplorationPurpose.Training,
            [
                Attempt(0, false, "a\n!b"), Attempt(1, false, "c\n!d"), Attempt(2, true, "e", accepted: true),
                Refinement(3, "a\nf", 0), // asked for again
                Refinement(4, "g", 1), // the step is another one
                Attempt(5, false, "a\n!h", AttemptSource.Continued, 0, round: 1),
                Attempt(6, false, "!i", AttemptSource.Continued, 1, round: 1),
                Refinement(7, "a\nj", 5), // asked for again
                Refinement(8, "k", 6), // of an attempt that is lost
                Refinement(9, "l", 1), // lost, but 10 has the same steps and is not
                Attempt(10, true, "l", AttemptSource.Continued, 0, round: 1),
            ],
            [Says(0, 1), Says(1, 1), Says(5, 1), Says(6, 0)]);
        using var critic = new FakeCritic(new() { [0] = 1, [1] = 0, [5] = 1, [6] = 0 });

        Assert.Equal(new AcceptedChange(6, 5, 4, 0, 1, 1), Replay(critic, exploration).Total.Accepted);
    }

    [Fact]
    public void Should_take_none_and_the_first_step_for_the_same_unless_refinements_are_made_both_ways()
    {
        CheckedAttempt[] continued = [Attempt(0, false, "!a"), Refinement(1, "b", 0)];
        CheckedAttempt[] both = [.. continued, Attempt(2, false, "!c", AttemptSource.Rewritten, 0, round: 1)];
        using var critic = new FakeCritic(new() { [0] = 0 });
        AttemptCritique[] none = [Says(0, null)];

        Assert.Equal(1, Replay(critic, Explored("p", 0, ExplorationPurpose.Training, continued, none)).Total.Accepted.Stand);
        Assert.Equal(1, Replay(critic, Explored("p", 0, ExplorationPurpose.Training, both, none)).Total.Accepted.Lost);
    }

    [Theory]
    [InlineData(1, 0, 1)] // the run kept the refinement from taking c, too
    [InlineData(2, 1, 0)] // it was criticised later
    public void Should_know_that_other_critiques_would_have_kept_it_from_other_steps(int round, int stand, int lost)
    {
        StepCritique wrong = new("c", Verdict.Wrong, ""), rest = new("!d", Verdict.Wrong, "");
        var exploration = Explored("p", 0, ExplorationPurpose.Training,
            [
                Attempt(0, false, "!a"), Attempt(1, false, "c\n!d"), Refinement(2, "e", 0),
                Attempt(3, false, "!f", AttemptSource.Continued, 1, round: round),
            ],
            [new AttemptCritique(0, Checker.ExactCritique(Problem("p"), "!a"), "", 3, 0), new AttemptCritique(1, new SolutionCritique([wrong, rest], Verdict.Wrong, ""), "", 3, 0)]);
        using var critic = new ExactCritic(Checker);

        var accepted = Replay(critic, exploration).Total.Accepted;

        Assert.Equal((1, stand, lost), (accepted.All, accepted.Stand, accepted.Lost));
    }

    [Theory]
    [InlineData(FakeCritic.Words, 1, 1, 0, 0)]
    [InlineData("in other words", 1, 0, 1, 0)]
    [InlineData("in other words", 0, 0, 0, 1)]
    public void Should_know_that_rewriting_reads_the_words_of_a_critique(string words, int step, int stand, int reworded, int lost)
    {
        var exploration = Explored("p", 0, ExplorationPurpose.Training,
            [Attempt(0, false, "a\n!b"), Attempt(1, true, "c", AttemptSource.Rewritten, 0, accepted: true, round: 1)], [Says(0, 1) with { Text = words }]);
        using var critic = new FakeCritic(new() { [0] = step });

        Assert.Equal(new AcceptedChange(1, 1, stand, reworded, 0, lost), Replay(critic, exploration).Total.Accepted);
    }

    [Fact]
    public void Should_know_both_halves_of_f1_by_the_audit_and_of_the_original_if_asked()
    {
        ExplorationRecord[] run =
        [
            Explored("h", -1, ExplorationPurpose.Evaluation, [Attempt(0, false, "!a"), Attempt(1, true, "b"), Attempt(2, true, "c")]),
            Explored("p", 0, ExplorationPurpose.Training, [Attempt(0, false, "a\n!b")], [Says(0, 0)]),
        ];
        using var critic = new FakeCritic(new() { [0] = 0, [1] = null });
        using var original = new ExactCritic(Checker);
        var replay = new CriticReplay(critic, Checker, 64);

        replay.Run(run);
        var half = replay.Summarise();
        replay.AuditOriginal(original);
        var whole = replay.Summarise();

        // One of its two errors: the audit's first step, not the run's second.
        Assert.Equal((2, 0.5, 1, 1), (half.After.WithError, half.After.AccuracyWithError, half.After.WithoutError, half.After.AccuracyWithoutError));
        Close.Equal(2 * 0.5 / 1.5, half.After.F1, Tolerance.Double);
        Assert.Null(half.Before.F1);
        Assert.Equal((2, 0.5, 1, 1), (whole.Before.WithError, whole.Before.AccuracyWithError, whole.Before.WithoutError, whole.Before.AccuracyWithoutError));
        Assert.Equal(0, whole.Total.AccuracyAfter); // rows are about the run's critiques alone
    }

    [Fact]
    public void Should_hold_no_more_explorations_than_the_critic_has_slots()
    {
        using var critic = new FakeCritic(new() { [0] = 1, [1] = 1 });
        var replay = new CriticReplay(critic, Checker, 64);
        var (read, made, most) = (0, 0, 0);

        replay.Run(Read(), so => made = so);

        Assert.Equal(200, made);
        Assert.InRange(most, 1, critic.Slots);

        IEnumerable<ExplorationRecord> Read()
        {
            for (; read < 100; read++)
            {
                most = Math.Max(most, read - made / 2);
                yield return Refined($"p{read}", 0, (_, target) => Says(target.Attempt, 1));
            }
        }
    }

    [Fact]
    public void Should_count_what_the_critic_cannot_take_as_unreadable()
    {
        using var critic = new FakeCritic(new() { [0] = 1 }) { Refuses = true };
        var replay = new CriticReplay(critic, Checker, 64);

        replay.Run(
            [
                Explored("h", -1, ExplorationPurpose.Evaluation, [Attempt(0, true, "b")]),
                Explored("p", 0, ExplorationPurpose.Training, [Attempt(0, false, "a\n!b")], [Says(0, 1)]),
            ]);

        var report = replay.Summarise();
        Assert.Equal((2, 0), (report.After.Unreadable, report.After.F1));
        Assert.Equal((1, 1, 0), (report.Total.Critiques, report.Total.UnreadableAfter, report.Total.SameStep));
    }

    [Fact]
    public void Should_refuse_the_exact_critic_where_nothing_exact_is_known()
    {
        using var critic = new ExactCritic(new WordChecker());
        var replay = new CriticReplay(critic, new WordChecker(), 64);
        var error = Assert.Throws<ConfigurationException>(() =>
            replay.Run([Explored("p", 0, ExplorationPurpose.Training, [Attempt(0, false, "a")], [Says(0, 0)])]));
        Assert.Contains("--critic DIR", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_end_when_cancelled()
    {
        using var critic = new ExactCritic(Checker);
        Assert.Throws<OperationCanceledException>(() =>
            new CriticReplay(critic, Checker, 64).Run([Refined("p", 0, critic.Criticise)], cancel: new CancellationToken(true)));
    }

    [Fact]
    public void Should_be_written_as_json_and_read_back()
    {
        using var critic = new ExactCritic(Checker);
        var report = Replay(critic, Refined("p", 0, critic.Criticise));

        var json = JsonSerializer.Serialize(report);

        Assert.Contains("\"RightStep\"", json, StringComparison.Ordinal);
        Assert.Equivalent(report, JsonSerializer.Deserialize<CriticReplayReport>(json), strict: true);
    }

    private static CriticReplayReport Replay(IEngine<CritiqueRequest, CritiqueResult> critic, ExplorationRecord exploration)
    {
        var replay = new CriticReplay(critic, Checker, 64);
        replay.Run([exploration]);
        return replay.Summarise();
    }

    /// <summary>Two failures, criticised, each with an accepted refinement; one attempt is right at once.</summary>
    private static ExplorationRecord Refined(string problem, int iteration, Func<Problem, CritiqueTarget, AttemptCritique> criticise) =>
        Explored(problem, iteration, ExplorationPurpose.Training,
            [Attempt(0, false, "a\n!b"), Attempt(1, false, "!c"), Attempt(2, true, "d", accepted: true), Refinement(3, "a\ne", 0), Refinement(4, "f", 1)],
            [criticise(Problem(problem), new CritiqueTarget(0, "a\n!b")), criticise(Problem(problem), new CritiqueTarget(1, "!c"))]);

    private static CheckedAttempt Refinement(int index, string text, int parent) =>
        Attempt(index, true, text, AttemptSource.Continued, parent, accepted: true, round: 1);

    private static AttemptCritique Says(int attempt, int? step) => Criticised(attempt, 2, step, step is null ? Verdict.Correct : Verdict.Wrong);

    /// <summary>Names a given step of each attempt, three attempts at a time, the last one first.</summary>
    private sealed class FakeCritic(Dictionary<int, int?> steps) : IEngine<CritiqueRequest, CritiqueResult>
    {
        public const string Words = "text";

        public const int Tokens = 3;

        private readonly Stack<CritiqueResult> _waiting = new();

        public bool Refuses { get; init; }

        public int Slots => 3;

        public int FreeSlots => Slots - Active;

        public int Active => _waiting.Count;

        public long GeneratedTokens => 0;

        public ParameterVersion Version { get; } = new("critic", 4, "fake");

        public void Load(ParameterVersion version, string folder) { }

        public void Submit(CritiqueRequest request)
        {
            if (Refuses)
                throw new ArgumentException("too long");
            foreach (var target in request.Attempts)
                _waiting.Push(new CritiqueResult(request.Id, Says(target.Attempt, steps[target.Attempt])));
        }

        public void Cancel(string requestId) { }

        public IReadOnlyList<CritiqueResult> Step() => _waiting.TryPop(out var result) ? [result] : [];

        public void Dispose() { }
    }
}
