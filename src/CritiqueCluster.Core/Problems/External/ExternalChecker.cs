using System.Collections.Concurrent;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Problems.External;

/// <summary>The outcome for a solution that was handed to a program.</summary>
/// <param name="Check">The verdict; null if there is none.</param>
/// <param name="Failure">Why there is none: the program failed on this solution again and again.</param>
public sealed record ExternalJudgement(AnswerCheck? Check, string? Failure);

/// <summary>
/// Has solutions judged by a program of the user's (<c>Problems.CheckerCommand</c>), one after the other, on a thread of its own. The program
/// is started with the first solution and again after it failed: ended, was too late, or did not keep to the protocol (docs/CHECKERS.md). A
/// solution that it fails on three times is given up. A process first answers a question that has nothing to do with the solution: one
/// that cannot is the program's fault.
/// </summary>
public sealed class ExternalChecker : IDisposable
{
    /// <summary>Failures of the program on one solution after which that is given up.</summary>
    public const int MostFailures = 3;

    /// <summary>Starts in a row that may fail before the program is taken to be broken: this machine may be short of memory for a moment.</summary>
    private const int MostStarts = 3;

    private const int MostHopeless = 10_000;

    private readonly ProblemOptions _options;
    private readonly Action<string> _log;
    private readonly TimeSpan _limit, _startLimit;
    private readonly BlockingCollection<Job> _jobs = [];
    private readonly Dictionary<(string Problem, string Solution), string> _hopeless = [];
    private readonly Lock _gate = new(), _speaking = new();
    private readonly Thread _thread;
    private CheckerProcess? _process;
    private long _asked;
    private volatile bool _disposed;
    private volatile Exception? _broken;

    /// <param name="options">Command and deadline.</param>
    /// <param name="log">Gets what the program writes to its standard error, within bounds, and each of its failures; called on other threads.</param>
    public ExternalChecker(ProblemOptions options, Action<string> log)
        : this(options, log, null)
    {
    }

    internal ExternalChecker(ProblemOptions options, Action<string> log, TimeSpan? startLimit)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _log = line =>
        {
            lock (_speaking)
                log(line);
        };
        _limit = TimeSpan.FromSeconds(options.CheckerSeconds);
        _startLimit = startLimit ?? TimeSpan.FromSeconds(Math.Max(60, options.CheckerSeconds));
        _thread = new Thread(Work) { IsBackground = true, Name = "checker" };
        _thread.Start();
    }

    /// <summary>Why nothing can be judged any more (<see cref="ConfigurationException"/> or <see cref="EnvironmentException"/>); null while all is well.</summary>
    public Exception? Broken => _broken;

    /// <summary>Starts the program, has it answer its first question, and ends it.</summary>
    /// <exception cref="ConfigurationException">It cannot be started.</exception>
    /// <exception cref="EnvironmentException">It does not judge.</exception>
    public static void Probe(ProblemOptions options, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var checker = new ExternalChecker(options, log);
        checker.Start(starts: 1);
    }

    /// <summary>Has a solution judged when it is its turn.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="solution">The attempt's text.</param>
    /// <param name="isWanted">Asked before each try whether anybody still waits for it.</param>
    /// <param name="judged">Is told, on the checker's thread. Not called if it is not wanted, or if the program is broken.</param>
    public void Judge(Problem problem, string solution, Func<bool> isWanted, Action<ExternalJudgement> judged) =>
        _jobs.Add(new Job(problem, solution, isWanted, judged));

    /// <summary>Ends the program; what was not judged is forgotten.</summary>
    public void Dispose()
    {
        CheckerProcess? process;
        lock (_gate)
        {
            if (_disposed)
                return;
            (_disposed, process) = (true, _process);
            _process = null;
        }
        _jobs.CompleteAdding();
        process?.Close();
        if (_thread.Join(TimeSpan.FromSeconds(5)))
            _jobs.Dispose();
    }

    private void Work()
    {
        try
        {
            foreach (var job in _jobs.GetConsumingEnumerable())
                if (Judge(job) is { } judgement)
                    job.Judged(judgement);
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for anything any more.
        }
        catch (Exception e)
        {
            _broken = e;
        }
    }

    /// <returns>Null if nobody waits for it.</returns>
    private ExternalJudgement? Judge(Job job)
    {
        var key = (job.Problem.Id, job.Solution);
        if (_hopeless.TryGetValue(key, out var known))
            return new ExternalJudgement(null, known);
        var reasons = new List<string>();
        while (job.IsWanted() && !_disposed)
            try
            {
                Start(MostStarts);
                return new ExternalJudgement(Asked(job), null);
            }
            catch (CheckerFailedException failed)
            {
                End();
                reasons.Add(failed.Message);
                if (!_disposed)
                    _log($"the checker failed on a solution of {job.Problem.Id}, time {reasons.Count} of {MostFailures}, and is started again: {failed.Message}");
                if (reasons.Count < MostFailures)
                    continue;
                var reason = $"the checker failed on this solution {MostFailures} times: {string.Join("; then ", reasons.Distinct())}";
                if (_hopeless.Count < MostHopeless)
                    _hopeless[key] = reason;
                return new ExternalJudgement(null, reason);
            }
        return null;
    }

    private AnswerCheck Asked(Job job) => Current().Ask(new CheckerQuestion(++_asked, job.Problem, job.Solution), _limit);

    /// <summary>Has a process ready that has answered its first question.</summary>
    private void Start(int starts)
    {
        for (var failures = 0; _process is null;)
            try
            {
                lock (_gate)
                {
                    if (_disposed)
                        throw new OperationCanceledException("The checker is disposed of.");
                    _process = new CheckerProcess(_options.CheckerCommand, _log);
                }
                Current().Ask(CheckerQuestion.First, _startLimit);
            }
            catch (CheckerFailedException failed)
            {
                End();
                if (++failures >= starts || _disposed)
                    throw new EnvironmentException($"Problems.CheckerCommand ({string.Join(' ', _options.CheckerCommand)}) cannot judge: asked its first question, {failed.Message.TrimEnd('.')}. docs/CHECKERS.md says what it must answer.", failed);
            }
    }

    private CheckerProcess Current()
    {
        lock (_gate)
            return _process ?? throw new OperationCanceledException("The checker is disposed of.");
    }

    private void End()
    {
        CheckerProcess? process;
        lock (_gate)
            (process, _process) = (_process, null);
        process?.Dispose();
    }

    private sealed record Job(Problem Problem, string Solution, Func<bool> IsWanted, Action<ExternalJudgement> Judged);
}
