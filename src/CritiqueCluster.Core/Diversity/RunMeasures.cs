using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Diversity;

/// <summary>What is known of a run besides its explorations.</summary>
/// <param name="Name">The run's name.</param>
/// <param name="Recipe">The resolved recipe.</param>
/// <param name="Policy">The base policy.</param>
/// <param name="Critic">The critic; null for the exact one.</param>
public sealed record RunFacts(string Name, Recipe Recipe, ParameterVersion Policy, ParameterVersion? Critic);

/// <summary>
/// Folds a run's journal, once through and in any order, into its report. Row 0 is the base policy before any learning: its
/// evaluation is the explorations of iteration -1. Row i + 1 is the policy that learning iteration i gave: the training
/// explorations of iteration i that it learned from, and the evaluation of iteration i that came after. Of a stream, iteration i is the
/// task that has taken an exploration, and most rows have no evaluation.
/// </summary>
/// <param name="facts">What is known of the run.</param>
/// <param name="checkerOf">The checker of a kind of problem, for answers and exact critiques; null where none is known.</param>
public sealed class RunMeasures(RunFacts facts, Func<string, ISolutionChecker?> checkerOf)
{
    private readonly SortedDictionary<int, EvaluationMeasures> _evaluations = [];
    private readonly SortedDictionary<int, IterationMeasures> _explorations = [];
    private readonly SortedDictionary<int, LearningResult> _learnings = [];
    private readonly SortedDictionary<int, PhaseSeconds> _seconds = [];
    private readonly SortedDictionary<int, CriticMeasures> _audits = [];
    private readonly CriticMeasures _critic = new(checkerOf);
    private readonly Dictionary<string, ExplorationRecord> _quarantined = [];
    private long _evaluationTokens;

    /// <summary>The critic's measures, open to critiques that were made only to measure it.</summary>
    public CriticMeasures Critic => _critic;

    /// <summary>The critic's versions that were published, in order.</summary>
    public IEnumerable<ParameterVersion> Critics => _learnings.Values.Select(learning => learning.Critic?.Version).OfType<ParameterVersion>();

    /// <summary>Measures of one version of the critic, by critiques that were made only to measure it.</summary>
    /// <param name="version">Its step; -1 for the exact critic.</param>
    public CriticMeasures AuditOf(int version) => At(_audits, version, () => new CriticMeasures(checkerOf));

    /// <summary>Adds a completed exploration.</summary>
    /// <param name="exploration">The exploration.</param>
    /// <param name="task">In a stream: the task that has taken it. Null: the one of its own iteration.</param>
    public void Add(ExplorationRecord exploration, int? task = null)
    {
        ArgumentNullException.ThrowIfNull(exploration);
        var row = (task ?? exploration.Iteration) + 1;
        _critic.Add(exploration with { Iteration = row - 1 });
        if (exploration.Quarantined.Count > 0)
            _quarantined[exploration.Id] = exploration with { Iteration = row - 1, Attempts = [], Critiques = [] };
        if (exploration.Purpose == ExplorationPurpose.Training)
        {
            At(_explorations, row, () => new IterationMeasures()).Add(exploration, Curriculum.Fresh([exploration], facts.Recipe.Learner));
            return;
        }
        _evaluationTokens += exploration.GeneratedTokens;
        At(_evaluations, row, () => new EvaluationMeasures(AnswerOf)).Add(exploration);
    }

    /// <summary>Adds what a learning iteration gave.</summary>
    public void Add(LearningResult learning) => _learnings[learning.Version.Step] = learning;

    /// <summary>Adds the wall time of a row.</summary>
    public void Add(int row, PhaseSeconds seconds) => _seconds[row] = seconds;

    /// <summary>The report.</summary>
    /// <param name="seconds">Wall time of the whole run by phase.</param>
    public RunReport Build(PhaseSeconds seconds)
    {
        var recipe = facts.Recipe;
        var first = _explorations.GetValueOrDefault(1);
        var bins = recipe.Mode == RunMode.Streaming ? FirstBins() : first?.Bins() ?? new Dictionary<string, int>();
        var trained = Trained();
        var firstTail = first?.Tail(bins, trained[1]) ?? [];
        var exact = recipe.Rollout.Arm == Arm.Critique && recipe.Critic.Kind == CriticKind.Exact;
        var critic = _critic.Summarise(exact);
        return new RunReport(
            facts.Name, recipe.Seed, NameOf(recipe.Rollout.Arm), exact, recipe.Problems.Source, recipe.Evaluation.Temperature,
            [.. Rows().Select(row => Row(row, bins, trained.GetValueOrDefault(row, []), firstTail))],
            [.. Difficulty.Bins.Select((name, i) => new BinSize(name, bins.Values.Count(b => b == i)))],
            critic.F1, critic.Helpfulness, critic.Critiques + critic.Refinements == 0 ? null : critic,
            new ReportParameters(_learnings.Values.LastOrDefault()?.Version.Hash ?? facts.Policy.Hash, Critics.LastOrDefault()?.Hash ?? facts.Critic?.Hash),
            _evaluationTokens + _explorations.Values.Sum(e => e.GeneratedTokens), seconds,
            recipe.Evaluation.Split == ProblemSplit.Validation ? "validation" : "heldOut",
            QuarantineReport.Of(_quarantined.Values));
    }

    /// <summary>A stream comes to most problems after its first batch: their bin is by their own first exploration.</summary>
    private Dictionary<string, int> FirstBins()
    {
        var bins = new Dictionary<string, int>();
        foreach (var (problem, bin) in _explorations.Values.SelectMany(row => row.Bins()))
            bins.TryAdd(problem, bin);
        return bins;
    }

    /// <summary>By row: what its iteration trains on, chosen as the learner does.</summary>
    private Dictionary<int, IReadOnlyList<Trajectory>> Trained()
    {
        var trained = new Dictionary<int, IReadOnlyList<Trajectory>>();
        List<Trajectory> known = [];
        foreach (var (row, exploration) in _explorations)
        {
            var curriculum = Curriculum.Choose(exploration.Fresh(), known, facts.Recipe.Learner);
            (known, trained[row]) = (curriculum.Known, curriculum.Chosen);
        }
        return trained;
    }

    private SortedSet<int> Rows() => [0, .. _evaluations.Keys, .. _explorations.Keys, .. _learnings.Keys];

    private IterationReport Row(
        int row, IReadOnlyDictionary<string, int> bins, IReadOnlyList<Trajectory> trained, IReadOnlyList<BinCoverage> firstTail)
    {
        var evaluation = _evaluations.GetValueOrDefault(row);
        var exploration = _explorations.GetValueOrDefault(row) ?? new IterationMeasures();
        var learning = _learnings.GetValueOrDefault(row);
        var passAt = facts.Recipe.Evaluation.PassAt;
        var summary = evaluation?.Summarise(passAt);
        var tail = exploration.IsEmpty ? [] : exploration.Tail(bins, trained);
        return new IterationReport(
            row, learning?.Version.Hash ?? (row == 0 ? facts.Policy.Hash : null),
            summary?.PassAt ?? new SortedDictionary<int, double>(), summary?.DistinctPerProblem, summary?.TokenEntropy,
            summary, ChangeOf(evaluation), evaluation?.ByBin(passAt, HeldOutBin) ?? [],
            exploration.Accepted, exploration.AcceptedBySource(), exploration.GeneratedTokens, exploration.CritiqueTokens,
            tail, TailCoverage.Index(tail, firstTail), exploration.Counts(),
            learning is null ? null : ReportOf(learning), _seconds.GetValueOrDefault(row), CriticOf(row, exploration, learning?.Critic));
    }

    private IterationCritic? CriticOf(int row, IterationMeasures exploration, CriticLearning? learning)
    {
        var version = facts.Recipe.Critic.Train == CriticTraining.Off ? facts.Critic?.Step ?? ExactCritic.VersionStep : row;
        var audit = _audits.GetValueOrDefault(version)?.Summarise(version == ExactCritic.VersionStep);
        if (facts.Recipe.Rollout.Arm != Arm.Critique || (audit is null && learning is null && exploration.Refinements == 0))
            return null;
        return new IterationCritic(version, audit?.F1, audit?.AccuracyWithError, audit?.AccuracyWithoutError, exploration.Helpfulness, exploration.Refinements,
            learning is null ? null : new CriticLearningReport(
                learning.Version.Hash, learning.Helpful, learning.Discriminating, learning.Steps, learning.Loss, learning.Tokens, learning.WrittenTokens, learning.Seconds));
    }

    private IReadOnlyDictionary<int, Change> ChangeOf(EvaluationMeasures? evaluation) =>
        evaluation is not null && _evaluations.TryGetValue(0, out var start) && evaluation != start
            ? evaluation.ChangeFrom(start, facts.Recipe.Evaluation.PassAt)
            : new SortedDictionary<int, Change>();

    private int? HeldOutBin(string problemId) =>
        _evaluations.GetValueOrDefault(0)?.CountsOf(problemId) is var (correct, samples) ? Difficulty.BinOf(correct, samples) : null;

    private string? AnswerOf(Problem problem, Attempt attempt) => checkerOf(problem.Kind)?.CheckOf(problem, attempt).Answer;

    private static LearningReport ReportOf(LearningResult learning) => new(
        Enum.GetValues<AttemptSource>().ToDictionary(LearningReport.NameOf, s => learning.Trajectories.GetValueOrDefault(s)),
        learning.SupervisedExamples, learning.Steps, learning.Loss, learning.Tokens, learning.Seconds);

    private static string NameOf(Arm arm) => arm switch
    {
        Arm.Vanilla => "vanilla",
        Arm.Resample => "resample",
        _ => "critique",
    };

    private static T At<T>(SortedDictionary<int, T> rows, int row, Func<T> create)
    {
        if (!rows.TryGetValue(row, out var found))
            rows[row] = found = create();
        return found;
    }
}
