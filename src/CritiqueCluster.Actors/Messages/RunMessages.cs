using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Actors.Messages;

/// <summary>Everything that a run is made of. Two equal specifications are the same run.</summary>
/// <param name="Run">The run's name; no slash in it.</param>
/// <param name="Recipe">The resolved recipe.</param>
/// <param name="Train">Problems that are explored and learned from in every iteration.</param>
/// <param name="HeldOut">Problems that every version is measured on.</param>
/// <param name="Policy">The base policy.</param>
/// <param name="Critic">The critic's parameters; null for the exact critic.</param>
public sealed record RunSpec(
    string Run, Recipe Recipe, IReadOnlyList<Problem> Train, IReadOnlyList<Problem> HeldOut, ParameterVersion Policy,
    ParameterVersion? Critic)
{
    /// <summary>Step of the critic's version; -1 for the exact critic.</summary>
    public int CriticVersion => Critic?.Step ?? -1;
}

/// <summary>Host → run: start, or go on with what was started, drained or stopped. Idempotent.</summary>
/// <param name="Spec">What is run.</param>
/// <param name="Paused">Whether a run that was paused stays so: somebody is there to let it go on.</param>
public sealed record StartRun(RunSpec Spec, bool Paused = false);

/// <summary>Run → host: it is under way.</summary>
public sealed record RunAccepted(string Run);

/// <summary>Run → host: it cannot be started like this.</summary>
public sealed record RunRefused(string Run, string Reason);

/// <summary>Host → run: the sender wants to hear of progress and of the end.</summary>
public sealed record WatchRun;

/// <summary>Operator → run: say once where you stand; answered by <see cref="RunProgress"/>.</summary>
public sealed record DescribeRun;

/// <summary>Host → run: start nothing new and write down what was spent; answered by <see cref="RunDrained"/>.</summary>
public sealed record DrainRun;

/// <summary>Run → host: it can be stopped now without losing anything but work in flight.</summary>
public sealed record RunDrained;

/// <summary>Run → watchers: all iterations are done.</summary>
public sealed record RunEnded(string Run);

/// <summary>What an operator wants of a run.</summary>
public enum RunHold
{
    /// <summary>That it goes on.</summary>
    None,

    /// <summary>That nothing new is begun until it shall go on: workers finish what they hold, the learner its step.</summary>
    Paused,

    /// <summary>That it ends on all nodes, so that it can be resumed.</summary>
    Stopped,
}

/// <summary>Operator → run; answered by <see cref="HoldTaken"/> when it is durable. Idempotent.</summary>
public sealed record HoldRun(RunHold Hold);

/// <summary>Run → operator: so it is now. A completed run is not held any more.</summary>
public sealed record HoldTaken(string Run, RunHold Hold);

/// <summary>Run → watchers: an operator stopped it.</summary>
public sealed record RunStopped(string Run);

/// <summary>Worker, learner → run: time spent computing and tokens made since the last report.</summary>
/// <param name="Work"><c>rollout</c>, <c>critic</c> or <c>learner</c>.</param>
/// <param name="Seconds">Seconds inside engine or learner steps.</param>
/// <param name="Tokens">Generated (or, by the learner, processed) tokens.</param>
public sealed record EngineUsage(string Work, double Seconds, long Tokens);

/// <summary>What a run is doing.</summary>
public enum RunPhase
{
    /// <summary>Not yet started.</summary>
    Starting,

    /// <summary>Measuring a version on held-out problems.</summary>
    Evaluating,

    /// <summary>Exploring training problems.</summary>
    Exploring,

    /// <summary>Folding what was explored.</summary>
    Learning,

    /// <summary>All iterations are done.</summary>
    Completed,

    /// <summary>Exploring and learning side by side.</summary>
    Streaming,
}

/// <summary>Run → watchers: where it stands. For people; nothing is decided by it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Iteration">The iteration, from 0; -1 while the base is measured.</param>
/// <param name="Round">The round of explorations, from 0.</param>
/// <param name="Done">Explorations that reached what the round wants of them.</param>
/// <param name="Total">Explorations of the phase.</param>
/// <param name="Attempts">Attempts that came back in this phase.</param>
/// <param name="Correct">Right ones among them.</param>
/// <param name="Accepted">Accepted ones among them.</param>
/// <param name="GeneratedTokens">Tokens of the phase, critiques included, as the explorations count them.</param>
/// <param name="Entropy">Mean entropy per sampled token in nats; null if none came back yet.</param>
/// <param name="Quarantined">Explorations of this phase with a quarantined request.</param>
/// <param name="Learning">Where the learner stands; null while it has nothing to do.</param>
/// <param name="Spent">Time and tokens of the whole run.</param>
/// <param name="Hold">Whether it is held.</param>
public sealed record RunProgress(
    string Run, RunPhase Phase, int Iteration, int Round, int Done, int Total, int Attempts, int Correct, int Accepted,
    long GeneratedTokens, double? Entropy, int Quarantined, LearningAdvanced? Learning, RunUsage Spent, RunHold Hold = RunHold.None);

/// <summary>Time and tokens of a run, over all processes that worked on it.</summary>
/// <param name="Generation">Seconds inside rollout engine steps.</param>
/// <param name="Critique">Seconds inside critic engine steps.</param>
/// <param name="Learning">Seconds inside learner steps.</param>
/// <param name="Elapsed">Seconds that the run was open.</param>
/// <param name="RolloutTokens">Tokens sampled by the policy, lost ones included.</param>
/// <param name="CritiqueTokens">Tokens sampled by the critic, lost ones included.</param>
/// <param name="LearnedTokens">Tokens processed by the learner.</param>
public sealed record RunUsage(
    double Generation, double Critique, double Learning, double Elapsed, long RolloutTokens, long CritiqueTokens, long LearnedTokens)
{
    public static RunUsage None { get; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>Seconds spent on anything but models.</summary>
    public double Other => Math.Max(0, Elapsed - Generation - Critique - Learning);

    public static RunUsage operator +(RunUsage a, RunUsage b) => Add(a, b);

    public static RunUsage Add(RunUsage a, RunUsage b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new(a.Generation + b.Generation, a.Critique + b.Critique, a.Learning + b.Learning, a.Elapsed + b.Elapsed,
            a.RolloutTokens + b.RolloutTokens, a.CritiqueTokens + b.CritiqueTokens, a.LearnedTokens + b.LearnedTokens);
    }
}
