using System.Collections.Immutable;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Runs;

/// <summary>The explorations that a run is busy with.</summary>
/// <param name="Iteration">The iteration, from 0; -1 for the measure of the base.</param>
/// <param name="Purpose">Training or evaluation problems.</param>
/// <param name="Round">The run's round, from 0.</param>
/// <param name="Grants">What this round gives, by exploration; empty in round 0, which all take part in.</param>
/// <param name="Closing">Whether they are to be closed once they have done their part.</param>
internal sealed record Stage(
    int Iteration, ExplorationPurpose Purpose, int Round, ImmutableDictionary<string, GrantRound> Grants, bool Closing)
{
    /// <summary>Step of the policy version that explores: a training iteration starts from what the one before gave.</summary>
    public int PolicyVersion => Purpose == ExplorationPurpose.Training ? Iteration : Iteration + 1;
}

/// <summary>
/// Where a run stands: a pure fold over its events. What comes next follows from it (and from the explorations' summaries, where
/// tokens are to be granted), so a recovered run goes on exactly where it was.
/// </summary>
internal sealed record RunState
{
    public static RunState Empty { get; } = new();

    /// <summary>What is run; null before the start.</summary>
    public RunSpec? Spec { get; private init; }

    /// <summary>The open stage; null between stages.</summary>
    public Stage? Stage { get; private init; }

    /// <summary>The iteration that the learner is to fold now; null if none.</summary>
    public int? Learning { get; private init; }

    /// <summary>What is admitted and not taken; null for a run that goes in iterations.</summary>
    public StreamState? Stream { get; private init; }

    /// <summary>Whether it explores and learns side by side now.</summary>
    public bool IsStreaming =>
        Stream is not null && Stage is null && Versions.Count < Spec!.Recipe.Iterations && (ClosedStage is not null || !Measures(Spec));

    /// <summary>Published versions, by iteration.</summary>
    public ImmutableList<ParameterVersion> Versions { get; private init; } = [];

    /// <summary>Whether all iterations are done.</summary>
    public bool Completed { get; private init; }

    /// <summary>Whether an operator holds it.</summary>
    public RunHold Hold { get; private init; }

    /// <summary>Time and tokens so far.</summary>
    public RunUsage Usage { get; private init; } = RunUsage.None;

    /// <summary>The last thing that was finished, as iteration and kind.</summary>
    private (int Iteration, ExplorationPurpose Purpose)? ClosedStage { get; init; }

    public RunState Apply(IRunEvent happened) => happened switch
    {
        RunStarted started => this with { Spec = started.Spec, Stream = StreamState.Of(started.Spec) },
        StageOpened opened => this with { Stage = Opened(opened) },
        RoundGranted granted => this with { Stage = Stage! with { Round = granted.Round, Grants = ById(granted.Grants) } },
        StageClosing => this with { Stage = Stage! with { Closing = true } },
        StageClosed { Purpose: ExplorationPurpose.Training } closed => this with { Stage = null, Learning = closed.Iteration },
        StageClosed closed => this with { Stage = null, ClosedStage = (closed.Iteration, closed.Purpose) },
        BatchTaken taken => this with { Stream = Stream!.Take(taken), Learning = taken.Iteration },
        IterationLearned learned => this with
        {
            Learning = null,
            Stream = Stream?.Published(Versions.Count + 1),
            Versions = Versions.Add(learned.Version),
            ClosedStage = (learned.Iteration, ExplorationPurpose.Training),
        },
        UsageRecorded recorded => this with { Usage = Usage + recorded.Usage },
        RunHeld held => this with { Hold = held.Hold },
        RunCompleted => this with { Completed = true, Hold = RunHold.None },
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, "Not an event of a run."),
    };

    /// <summary>What follows where nothing is waited for: a stage, or the end. Null while a stage or the learner is busy.</summary>
    public IRunEvent? NextBetweenStages()
    {
        if (Spec is not { } spec || Stage is not null || Learning is not null || Completed)
            return null;
        var measures = Measures(spec);
        if (Stream is not null)
            return AroundStream(measures, spec.Recipe.Iterations);
        return ClosedStage switch
        {
            null when measures => new StageOpened(-1, ExplorationPurpose.Evaluation),
            (var i, ExplorationPurpose.Training) when measures => new StageOpened(i, ExplorationPurpose.Evaluation),
            var closed => Training((closed?.Iteration ?? -1) + 1, spec),
        };
    }

    private static bool Measures(RunSpec spec) => spec.HeldOut.Count > 0 && spec.Recipe.Evaluation.Samples > 0;

    /// <summary>A stream is measured before it begins and when it is over.</summary>
    private IRunEvent? AroundStream(bool measures, int tasks)
    {
        if (measures && ClosedStage is null)
            return new StageOpened(-1, ExplorationPurpose.Evaluation);
        if (Versions.Count < tasks)
            return null;
        return measures && ClosedStage != (tasks - 1, ExplorationPurpose.Evaluation)
            ? new StageOpened(tasks - 1, ExplorationPurpose.Evaluation)
            : new RunCompleted();
    }

    private static IRunEvent Training(int iteration, RunSpec spec) =>
        iteration < spec.Recipe.Iterations ? new StageOpened(iteration, ExplorationPurpose.Training) : new RunCompleted();

    /// <summary>Evaluation has one round: its explorations may close as soon as each is done with it.</summary>
    private static Stage Opened(StageOpened opened) =>
        new(opened.Iteration, opened.Purpose, 0, ImmutableDictionary<string, GrantRound>.Empty, opened.Purpose == ExplorationPurpose.Evaluation);

    private static ImmutableDictionary<string, GrantRound> ById(IEnumerable<BudgetGrant> grants) =>
        grants.ToImmutableDictionary(g => g.ExplorationId, g => g.Grant);
}
