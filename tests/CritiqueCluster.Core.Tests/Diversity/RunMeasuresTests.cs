using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Recipes;
using static CritiqueCluster.Core.Tests.Diversity.Records;

namespace CritiqueCluster.Core.Tests.Diversity;

public sealed class RunMeasuresTests
{
    private static readonly RunFacts Facts = new("test",
        new Recipe
        {
            Seed = 7,
            Rollout = new RolloutOptions { Arm = Arm.Critique },
            Critic = new CriticOptions { Kind = CriticKind.Exact },
            Evaluation = new EvaluationOptions { PassAt = [1, 2] },
        },
        new ParameterVersion("policy", 0, "sha256:base"), null);

    private static readonly ExplorationRecord[] Journal =
    [
        Evaluation("h1", -1, 1), Evaluation("h2", -1, 0),
        Training("t1", 0, firstRoundCorrect: 0, refined: 1), Training("t2", 0, firstRoundCorrect: 4, refined: 0),
        Evaluation("h1", 0, 2), Evaluation("h2", 0, 2),
        Training("t1", 1, firstRoundCorrect: 3, refined: 0), Training("t2", 1, firstRoundCorrect: 4, refined: 0),
        Evaluation("h1", 1, 4), Evaluation("h2", 1, 2),
    ];

    [Fact]
    public void Should_show_the_base_first_and_each_policy_with_what_it_learned_from()
    {
        var report = Build(Journal);

        Assert.Equal([0, 1, 2], report.Iterations.Select(i => i.Iteration));
        Assert.Equal(["sha256:base", "sha256:1", "sha256:2"], report.Iterations.Select(i => i.Policy));
        Assert.Equal([0.125, 0.5, 0.75], report.Iterations.Select(i => i.PassAt[1]));
        Assert.Equal([0, 5, 7], report.Iterations.Select(i => i.AcceptedTrajectories));
        Assert.Equal(1, report.Iterations[1].AcceptedBySource["continued"]);
        Assert.Equal(4, report.Iterations[1].AcceptedBySource["sampled"]);
        Assert.Equal(0, report.Iterations[0].GeneratedTokens);
        Assert.Empty(report.Iterations[0].Tail);
        Assert.Equal(9 * 4 + 3, report.Iterations[1].GeneratedTokens);
        Assert.Equal(3, report.Iterations[1].CritiqueTokens);
        Assert.Equal("sha256:2", report.Parameters.Policy);
        Assert.Equal(("critique", 7, true), (report.Arm, report.Seed, report.UpperBound));
        Assert.Equal(39 + 32 + 6 * 16, report.GeneratedTokens);
    }

    [Fact]
    public void Should_freeze_difficulty_by_the_first_iteration()
    {
        var report = Build(Journal);

        Assert.Equal([1, 0, 0, 0, 1], report.Bins.Select(b => b.Problems));
        var (first, second) = (report.Iterations[1], report.Iterations[2]);
        Close.Equal(1.0 / 5, first.Tail[0].Share, Tolerance.Double);
        // t1 is solved often now, and still in the bin of 0: 3 trajectories and 1 of the iteration before; t2's 4 are the same again.
        Close.Equal(4.0 / 8, second.Tail[0].Share, Tolerance.Double);
        Assert.Equal(1, first.TailIndex);
        Close.Equal(5.0 / 2, second.TailIndex, Tolerance.Double);
        Assert.Equal(1, first.Exploration!.Refinements);
        Assert.Equal(0.5, first.Exploration.FirstRoundPassRate);
    }

    [Fact]
    public void Should_count_the_tail_of_what_is_trained_on()
    {
        // t1 is hard: its one trajectory of iteration 0 is learned from again in iteration 1, where it has none. t2 is easy: 2 of its 4 are taken.
        ExplorationRecord[] journal =
        [
            Training("t1", 0, firstRoundCorrect: 0, refined: 1), Training("t2", 0, firstRoundCorrect: 4, refined: 0),
            Training("t1", 1, firstRoundCorrect: 0, refined: 0), Training("t2", 1, firstRoundCorrect: 4, refined: 0),
        ];

        var rows = Build(journal, new LearnerOptions { Accumulate = true, MaxPerProblem = 2 }).Iterations;

        Assert.Equal([0.0, 1.0 / 3, 1.0 / 3], rows.Select(row => row.Tail.Count == 0 ? 0 : row.Tail[0].Share!.Value), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([1.0, 0.0], rows.Skip(1).Select(row => row.Tail[0].Covered!.Value)); // of the exploration itself
    }

    [Fact]
    public void Should_count_the_tail_of_the_groups_that_a_policy_gradient_learns_from()
    {
        // A group whose attempts are all right, or all wrong, carries no gradient.
        ExplorationRecord[] journal =
        [
            Training("t1", 0, firstRoundCorrect: 0, refined: 1), Training("t2", 0, firstRoundCorrect: 1, refined: 0), Training("t3", 0, firstRoundCorrect: 4, refined: 0),
        ];

        var tail = Build(journal, new LearnerOptions { Objective = LearnerObjective.Grpo, Filter = LearnerFilter.All }).Iterations[1].Tail;

        Assert.Equal([0, 1, 0, 0, 0], tail.Select(bin => bin.Share!.Value));
    }

    [Fact]
    public void Should_follow_the_held_out_problems_by_the_base_rate()
    {
        var last = Build(Journal).Iterations[2];

        Assert.Equal([1, 1, 0, 0, 0], last.HeldOutByBin.Select(b => b.Problems)); // h2 at 0 of 4, h1 at 1 of 4
        Assert.Equal(0.5, last.HeldOutByBin[0].PassAt[1]);
        Assert.Equal(1, last.HeldOutByBin[1].PassAt[1]);
    }

    [Fact]
    public void Should_pair_problems_when_comparing_with_the_base()
    {
        var rows = Build(Journal).Iterations;

        Assert.Empty(rows[0].PassAtChange);
        Close.Equal(0.375, rows[1].PassAtChange[1].Mean, Tolerance.Double); // +0.25 and +0.5
        Assert.Equal(new Interval(0.25, 0.5), rows[1].PassAtChange[1].Interval);
        Assert.False(rows[1].PassAtChange[1].WithinNoise);
    }

    [Fact]
    public void Should_not_depend_on_the_order_of_arrival() =>
        Assert.Equal(
            System.Text.Json.JsonSerializer.Serialize(Build(Journal)),
            System.Text.Json.JsonSerializer.Serialize(Build([.. Journal.Reverse()])));

    [Fact]
    public void Should_report_a_run_without_evaluation_or_learning()
    {
        var measures = new RunMeasures(Facts, _ => null);
        measures.Add(Training("t1", 0, 1, 1));

        var report = measures.Build(new PhaseSeconds(1, 2, 3, 4));

        Assert.Equal([0, 1], report.Iterations.Select(i => i.Iteration));
        Assert.Empty(report.Iterations[1].PassAt);
        Assert.Null(report.Iterations[1].Policy);
        Assert.Equal("sha256:base", report.Parameters.Policy);
        Close.Equal(0.6, report.Seconds.ModelShare, Tolerance.Double);
    }

    [Fact]
    public void Should_show_each_version_of_a_critic_that_learns_beside_how_its_predecessor_helped()
    {
        var critic = new ParameterVersion("critic", 0, "sha256:critic");
        var measures = new RunMeasures(Facts with { Recipe = Facts.Recipe with { Critic = new CriticOptions { Train = CriticTraining.Helpful } }, Critic = critic }, _ => new MarkChecker());
        foreach (var exploration in Journal)
            measures.Add(exploration);
        for (var step = 1; step <= 2; step++)
            measures.Add(new LearningResult(new ParameterVersion("policy", step, $"sha256:{step}"), 0, new Dictionary<AttemptSource, int>(), 2, 10, 0.5, 100, 1,
                new CriticLearning(critic with { Step = step, Hash = $"sha256:critic {step}" }, 5, 4, 2, 0.25, 90, 30, 0.5)));
        // One attempt with an error and one without; the newest version has learned to leave the right one alone.
        foreach (var (version, found) in new[] { (0, false), (1, true), (2, true) })
        {
            measures.AuditOf(version).Judge(Problem("h1"), "!b", false, Criticised(0, 1, 0, Core.Critique.Verdict.Wrong).Critique);
            measures.AuditOf(version).Judge(Problem("h1"), "a", true, Criticised(0, 1, found ? null : 0, found ? Core.Critique.Verdict.Correct : Core.Critique.Verdict.Wrong).Critique);
        }

        var report = measures.Build(new PhaseSeconds(1, 1, 1, 1));

        Assert.Equal([0, 1, 2], report.Iterations.Select(i => i.Critic!.Version));
        Assert.Equal([0, 1, 1], report.Iterations.Select(i => i.Critic!.F1));
        Assert.Equal([1, 1, 1], report.Iterations.Select(i => i.Critic!.AccuracyWithError));
        Assert.Equal([null, 1, null], report.Iterations.Select(i => i.Critic!.Helpfulness));
        Assert.Equal([0, 1, 0], report.Iterations.Select(i => i.Critic!.Refinements));
        Assert.Equal([null, "sha256:critic 1", "sha256:critic 2"], report.Iterations.Select(i => i.Critic!.Learning?.Hash));
        Assert.Equal("sha256:critic 2", report.Parameters.Critic);
        Assert.Equal(["sha256:critic 1", "sha256:critic 2"], measures.Critics.Select(c => c.Hash));
    }

    [Fact]
    public void Should_show_one_version_of_a_critic_that_does_not_learn()
    {
        var rows = Build(Journal).Iterations;
        Assert.Equal([null, -1, null], rows.Select(i => i.Critic?.Version)); // nothing was refined in the last row
        Assert.Null(rows[1].Critic!.F1); // nor was anything audited
        Assert.Equal(1, rows[1].Critic!.Helpfulness);
    }

    private static RunReport Build(IEnumerable<ExplorationRecord> journal, LearnerOptions? learner = null)
    {
        var measures = new RunMeasures(Facts with { Recipe = Facts.Recipe with { Learner = learner ?? Facts.Recipe.Learner } }, _ => new MarkChecker());
        foreach (var exploration in journal)
            measures.Add(exploration);
        foreach (var step in (int[])[2, 1])
            measures.Add(new LearningResult(new ParameterVersion("policy", step, $"sha256:{step}"), 0,
                new Dictionary<AttemptSource, int> { [AttemptSource.Sampled] = 3 }, 2, 10, 0.5, 100, 1));
        return measures.Build(new PhaseSeconds(1, 1, 1, 1));
    }

    private static ExplorationRecord Evaluation(string problem, int iteration, int correct) =>
        Explored(problem, iteration, ExplorationPurpose.Evaluation,
            [.. Enumerable.Range(0, 4).Select(i => Attempt(i, i < correct, i < correct ? $"a{i}" : "!b"))]);

    private static ExplorationRecord Training(string problem, int iteration, int firstRoundCorrect, int refined) =>
        Explored(problem, iteration, ExplorationPurpose.Training,
            [
                .. Enumerable.Range(0, 4).Select(i =>
                    Attempt(i, i < firstRoundCorrect, i < firstRoundCorrect ? $"a{i}" : "!b", accepted: i < firstRoundCorrect)),
                .. Enumerable.Range(4, refined).Select(i => Attempt(i, true, "c", AttemptSource.Continued, 3, true, 1)),
            ],
            refined == 0 ? [] : [Criticised(3, 1, 0, Core.Critique.Verdict.Wrong)]);
}
