using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Journal;

/// <summary>What a run has decided.</summary>
public interface IRunEvent;

/// <summary>The run exists.</summary>
public sealed record RunStarted(RunSpec Spec) : IRunEvent;

/// <summary>All explorations of the stage are opened with their round 0.</summary>
/// <param name="Iteration">The iteration, from 0; -1 for the measure of the base.</param>
/// <param name="Purpose">Training or evaluation problems.</param>
public sealed record StageOpened(int Iteration, ExplorationPurpose Purpose) : IRunEvent;

/// <summary>Some explorations get tokens for another round.</summary>
/// <param name="Iteration">The iteration.</param>
/// <param name="Round">The run's round, from 1. An exploration counts only the rounds that it took part in.</param>
/// <param name="Grants">Who gets what.</param>
public sealed record RoundGranted(int Iteration, int Round, IReadOnlyList<BudgetGrant> Grants) : IRunEvent;

/// <summary>No more rounds: the stage's explorations are closed one by one.</summary>
public sealed record StageClosing(int Iteration, ExplorationPurpose Purpose) : IRunEvent;

/// <summary>All explorations of the stage are completed or quarantined.</summary>
public sealed record StageClosed(int Iteration, ExplorationPurpose Purpose) : IRunEvent;

/// <summary>In a stream: what the next learning task takes. Arrival decides it once, here; whoever folds the journal again reads it.</summary>
/// <param name="Iteration">The task, from 0; its result is policy version <c>Iteration + 1</c>.</param>
/// <param name="Explorations">Completed explorations, in their order.</param>
public sealed record BatchTaken(int Iteration, IReadOnlyList<string> Explorations) : IRunEvent;

/// <summary>The learner has published the iteration's version.</summary>
public sealed record IterationLearned(int Iteration, ParameterVersion Version) : IRunEvent;

/// <summary>Time and tokens since the last such event, for people to look at.</summary>
public sealed record UsageRecorded(RunUsage Usage) : IRunEvent;

/// <summary>An operator paused or stopped the run, or let it go on.</summary>
public sealed record RunHeld(RunHold Hold) : IRunEvent;

/// <summary>All iterations are done.</summary>
public sealed record RunCompleted : IRunEvent;

/// <summary>Journalled by the learner: the iteration is folded, and this is its version.</summary>
/// <param name="Iteration">The iteration, from 0.</param>
/// <param name="Version">The published version.</param>
/// <param name="JournalPosition">What has been folded, all in all.</param>
/// <param name="Result">What learning gave; null if it is not known any more.</param>
public sealed record ParametersPublished(int Iteration, ParameterVersion Version, long JournalPosition, LearningResult? Result);

/// <summary>
/// Journalled by a learner before it does anything: from now on it is the run's learner. The row takes the number that the learner before
/// it would write next, so whatever that one still tries to publish is refused by the database.
/// </summary>
/// <param name="Epoch">From 1, one more than the learner's before.</param>
/// <param name="Incarnation">Who: no other learner has this name.</param>
public sealed record LearnerTookOver(int Epoch, string Incarnation);
