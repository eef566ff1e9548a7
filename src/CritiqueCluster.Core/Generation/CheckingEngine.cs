using System.Collections.Concurrent;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.External;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Generation;

/// <summary>
/// A policy whose attempts a program of the user's judges: what the inner engine finishes goes to the program, and comes out of
/// <see cref="Step"/> with its verdict. The thread that drives the engine never waits for the program, and generation goes on meanwhile,
/// unless so many attempts wait for a verdict that the program must catch up first.
/// </summary>
public sealed class CheckingEngine : IEngine<RolloutRequest, RolloutResult>
{
    /// <summary>How soon a verdict is noticed that is all that is waited for.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    private readonly IEngine<RolloutRequest, RolloutResult> _inner;
    private readonly ExternalChecker _checker;
    private readonly int _most;
    private readonly Dictionary<string, Asked> _requests = [];
    private readonly HashSet<Unit> _waiting = [];
    private readonly ConcurrentQueue<(Unit Unit, ExternalJudgement Judgement)> _judged = new();

    /// <param name="inner">Samples; owned from here on.</param>
    /// <param name="options">Command and deadline.</param>
    /// <param name="log">Gets what goes wrong with the program, and what it writes to its standard error; called on other threads.</param>
    public CheckingEngine(IEngine<RolloutRequest, RolloutResult> inner, ProblemOptions options, Action<string> log)
    {
        _inner = inner ?? throw new ArgumentNullException(nameof(inner));
        _checker = new ExternalChecker(options ?? throw new ArgumentNullException(nameof(options)), log ?? throw new ArgumentNullException(nameof(log)));
        _most = Math.Max(64, 4 * inner.Slots);
    }

    /// <inheritdoc/>
    public int Slots => _inner.Slots;

    /// <inheritdoc/>
    public int FreeSlots => IsFull ? 0 : _inner.FreeSlots;

    /// <inheritdoc/>
    public int Active => _inner.Active + _waiting.Count;

    /// <inheritdoc/>
    public int Waiting => _waiting.Count;

    /// <inheritdoc/>
    public long GeneratedTokens => _inner.GeneratedTokens;

    /// <inheritdoc/>
    public ParameterVersion? Version => _inner.Version;

    /// <summary>Until the inner engine or a verdict is worth a look.</summary>
    public TimeSpan Pause
    {
        get
        {
            if (_waiting.Count == 0)
                return _inner.Pause;
            if (!_judged.IsEmpty || _checker.Broken is not null)
                return TimeSpan.Zero;
            var inner = IsFull || _inner.Active == 0 ? Glance : _inner.Pause;
            return inner < Glance ? inner : Glance;
        }
    }

    private bool IsFull => _waiting.Count >= _most;

    /// <inheritdoc/>
    public void Load(ParameterVersion version, string folder) => _inner.Load(version, folder);

    /// <inheritdoc/>
    public void Submit(RolloutRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        _inner.Submit(request);
        _requests[request.Id] = new Asked(request.Problem, request.Attempts.Count);
    }

    /// <inheritdoc/>
    public void Cancel(string requestId)
    {
        _inner.Cancel(requestId);
        _requests.Remove(requestId);
        foreach (var unit in _waiting.Where(unit => unit.Result.RequestId == requestId).ToList())
        {
            unit.IsWanted = false;
            _waiting.Remove(unit);
        }
    }

    /// <summary>Takes a step of the inner engine, and returns the attempts whose verdict has come since the last step.</summary>
    /// <exception cref="ConfigurationException">The program cannot be started.</exception>
    /// <exception cref="EnvironmentException">The program cannot judge anything.</exception>
    public IReadOnlyList<RolloutResult> Step()
    {
        Refuse();
        if (!IsFull)
            foreach (var result in _inner.Step())
                Hand(result);
        var finished = new List<RolloutResult>();
        while (_judged.TryDequeue(out var judged))
            if (_waiting.Remove(judged.Unit))
                finished.Add(judged.Unit.Result with { Attempt = judged.Unit.Result.Attempt with { Verdict = VerdictOf(judged.Judgement) } });
        return finished;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var unit in _waiting)
            unit.IsWanted = false;
        _checker.Dispose();
        _inner.Dispose();
    }

    private void Hand(RolloutResult result)
    {
        var asked = _requests[result.RequestId];
        if (--asked.Left == 0)
            _requests.Remove(result.RequestId);
        var unit = new Unit(result);
        _waiting.Add(unit);
        _checker.Judge(asked.Problem, result.Attempt.Text, () => unit.IsWanted, judgement => _judged.Enqueue((unit, judgement)));
    }

    private void Refuse()
    {
        switch (_checker.Broken)
        {
            case null:
                return;
            case ConfigurationException configuration:
                throw new ConfigurationException(configuration.Message, configuration);
            case var broken:
                throw new EnvironmentException(broken.Message, broken);
        }
    }

    private static AttemptVerdict VerdictOf(ExternalJudgement judgement) => judgement.Check is { } check
        ? new AttemptVerdict(check.Correct, check.Answer, check.Reason)
        : new AttemptVerdict(false, Failure: judgement.Failure ?? "the checker gave no verdict");

    private sealed class Asked(Problem problem, int left)
    {
        public Problem Problem => problem;

        public int Left { get; set; } = left;
    }

    private sealed class Unit(RolloutResult result)
    {
        private volatile bool _isWanted = true;

        public RolloutResult Result => result;

        /// <summary>Read by the checker's thread.</summary>
        public bool IsWanted
        {
            get => _isWanted;
            set => _isWanted = value;
        }
    }
}
