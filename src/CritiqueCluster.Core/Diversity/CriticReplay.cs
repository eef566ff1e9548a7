using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Diversity;

/// <summary>
/// Criticises a run's attempts again with another critic and reports what would have been different. Explorations are streamed: of
/// training explorations no more are held than the critic has slots, and of the base's evaluation what <see cref="CriticAudit"/>
/// holds. At a temperature above 0 the same critic need not say the same: the draws are others.
/// </summary>
public sealed class CriticReplay
{
    private readonly IEngine<CritiqueRequest, CritiqueResult> _critic;
    private readonly ISolutionChecker _checker;
    private readonly int _maxTokens;
    private readonly CriticAudit _audit = new();
    private readonly CriticMeasures _before, _after;
    private readonly CriticReplayTally _total;
    private readonly SortedDictionary<int, CriticReplayTally> _iterations = [];
    private long _tokens;
    private int _made;

    /// <param name="critic">The other critic with its parameters loaded; driven by the thread that runs the replay.</param>
    /// <param name="checker">The checker of the run's problems.</param>
    /// <param name="maxTokens">At most this many tokens per critique.</param>
    /// <exception cref="InvalidOperationException">The critic has no parameters.</exception>
    public CriticReplay(IEngine<CritiqueRequest, CritiqueResult> critic, ISolutionChecker checker, int maxTokens)
    {
        _critic = critic ?? throw new ArgumentNullException(nameof(critic));
        _checker = checker ?? throw new ArgumentNullException(nameof(checker));
        _maxTokens = maxTokens;
        _ = VersionOf(critic);
        (_before, _after, _total) = (new CriticMeasures(CheckerOf), new CriticMeasures(CheckerOf), new CriticReplayTally(CheckerOf));
    }

    /// <summary>Criticises all that was criticised, and what the audit wants.</summary>
    /// <param name="explorations">A run's explorations, in any order; read once.</param>
    /// <param name="progress">Is told after each step of the critic how many critiques have been made so far.</param>
    /// <param name="cancel">Ends the replay between two steps of the critic.</param>
    /// <exception cref="ConfigurationException">The exact critic is to criticise problems that have no exact critique.</exception>
    public void Run(IEnumerable<ExplorationRecord> explorations, Action<int>? progress = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(explorations);
        var desk = new CriticDesk(_critic, VersionOf(_critic), _maxTokens, () => progress?.Invoke(_made), cancel);
        foreach (var exploration in explorations)
        {
            _audit.Add(exploration);
            if (exploration.Purpose == ExplorationPurpose.Training)
                Take(desk, exploration);
        }
        desk.Finish();
        _tokens += _audit.Run(_critic, VersionOf(_critic), _maxTokens, _after);
    }

    /// <summary>
    /// Has the run's own critic judge the audit's attempts, so that its F1 is known too; call it after <see cref="Run"/>. A run keeps
    /// what its audit gave in its report alone.
    /// </summary>
    /// <param name="original">The run's critic with its parameters loaded.</param>
    public void AuditOriginal(IEngine<CritiqueRequest, CritiqueResult> original)
    {
        ArgumentNullException.ThrowIfNull(original);
        _audit.Run(original, VersionOf(original), _maxTokens, _before);
    }

    /// <summary>The report so far.</summary>
    public CriticReplayReport Summarise()
    {
        var exact = VersionOf(_critic) == ExactCritic.VersionStep;
        return new CriticReplayReport(exact, _total.Summarise(null), [.. _iterations.Select(i => i.Value.Summarise(i.Key))],
            CriticScore.Of(_before.Summarise(exact: false)), CriticScore.Of(_after.Summarise(exact)), _tokens);
    }

    private static int VersionOf(IEngine<CritiqueRequest, CritiqueResult> critic) =>
        critic.Version?.Step ?? throw new InvalidOperationException("the critic has no parameters: load them first");

    private ISolutionChecker? CheckerOf(string kind) => kind == _checker.Kind ? _checker : null;

    private void Take(CriticDesk desk, ExplorationRecord exploration)
    {
        var attempts = exploration.Attempts.ToDictionary(a => a.Attempt.Index);
        var criticised = exploration.Critiques.Where(c => attempts.ContainsKey(c.Attempt)).ToList();
        var open = new Open(exploration, attempts, criticised.Count);
        foreach (var index in criticised.Select(c => c.Attempt))
            desk.Ask($"replay/{exploration.Id}/{index}", exploration.Problem, attempts[index].Attempt, critique => Receive(open, critique));
        if (criticised.Count == 0)
            Close(open);
    }

    private void Receive(Open open, AttemptCritique critique)
    {
        _made++;
        _tokens += critique.GeneratedTokens;
        open.Received.Add(critique);
        if (open.Received.Count == open.Wanted)
            Close(open);
    }

    private void Close(Open open)
    {
        var exploration = open.Exploration;
        var after = open.Received.ToDictionary(c => c.Attempt);
        var critiques = exploration.Critiques.Where(c => after.ContainsKey(c.Attempt)).ToDictionary(c => c.Attempt, c => Pair(c, after[c.Attempt]));
        if (!_iterations.TryGetValue(exploration.Iteration, out var row))
            _iterations[exploration.Iteration] = row = new CriticReplayTally(CheckerOf);
        foreach (var tally in new[] { row, _total })
            tally.Add(exploration, critiques);
        foreach (var critique in critiques.Values)
        {
            _before.Judge(critique.Exact, critique.Attempt.Correct, critique.Before.Critique);
            _after.Judge(critique.Exact, critique.Attempt.Correct, critique.After.Critique);
        }

        ReplayedCritique Pair(AttemptCritique before, AttemptCritique other) => new(open.Attempts[before.Attempt], before, other,
            CheckerOf(exploration.Problem.Kind)?.ExactCritique(exploration.Problem, open.Attempts[before.Attempt].Attempt.Text));
    }

    /// <summary>An exploration of which some critiques are still being written.</summary>
    private sealed record Open(ExplorationRecord Exploration, IReadOnlyDictionary<int, CheckedAttempt> Attempts, int Wanted)
    {
        public List<AttemptCritique> Received { get; } = [];
    }
}
