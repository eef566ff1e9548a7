using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Core.Learning;

/// <summary>What is folded next.</summary>
/// <param name="Iteration">The iteration, from 0; its result is policy version <c>Iteration + 1</c>.</param>
/// <param name="Explorations">The iteration's completed training explorations, in any order: the learner sorts them.</param>
/// <param name="JournalPosition">Offset of the last journal event that the explorations were read from.</param>
public sealed record LearningTask(int Iteration, IReadOnlyList<ExplorationRecord> Explorations, long JournalPosition);

/// <summary>Where a learning task stands.</summary>
/// <param name="Step">Optimizer steps done, of policy and critic; 0 as long as the objective prepares the task's examples.</param>
/// <param name="Steps">Optimizer steps in all; as long as the critic has not written its examples, the most that there may be.</param>
/// <param name="Loss">Mean loss per trained token of the last step.</param>
/// <param name="GradientNorm">Global norm before clipping.</param>
/// <param name="LearningRate">Rate of the last step.</param>
/// <param name="Tokens">Unpadded tokens processed so far, and tokens that the critic wrote to learn from.</param>
/// <param name="Model">Whose step it was: <c>policy</c> or <c>critic</c>, whose steps come after the policy's.</param>
public sealed record LearningProgress(
    int Step, int Steps, double Loss, double GradientNorm, double LearningRate, long Tokens, string Model = ParameterVersion.Policy)
{
    /// <summary>Whether all steps are done.</summary>
    public bool Done => Step >= Steps;
}

/// <summary>What a finished learning task gave.</summary>
/// <param name="Version">The published parameters.</param>
/// <param name="JournalPosition">What has been folded, all in all.</param>
/// <param name="Trajectories">Trajectories that were trained on, by source; with a policy gradient right and wrong ones.</param>
/// <param name="SupervisedExamples">Examples of the original supervised data mixed in.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="Loss">Mean loss of the last tenth of the steps.</param>
/// <param name="Tokens">Unpadded tokens processed.</param>
/// <param name="Seconds">Time spent computing.</param>
/// <param name="Critic">What became of the critic; null where it does not learn.</param>
public sealed record LearningResult(
    ParameterVersion Version, long JournalPosition, IReadOnlyDictionary<AttemptSource, int> Trajectories,
    int SupervisedExamples, int Steps, double Loss, long Tokens, double Seconds, CriticLearning? Critic = null);

/// <summary>What a finished learning task made of the critic.</summary>
/// <param name="Version">The published parameters; the last ones under a new step if there was nothing to learn from.</param>
/// <param name="Helpful">Critiques that it learned from because a refinement after them was accepted.</param>
/// <param name="Discriminating">Critiques that it wrote itself, of right attempts and wrong ones, where outcomes say which steps are right.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="Loss">Mean loss of the last tenth of the steps.</param>
/// <param name="Tokens">Unpadded tokens processed.</param>
/// <param name="WrittenTokens">Tokens that it sampled for the critiques that it wrote to learn from; no exploration's budget pays for them.</param>
/// <param name="Seconds">Time spent computing, writing included.</param>
public sealed record CriticLearning(
    ParameterVersion Version, int Helpful, int Discriminating, int Steps, double Loss, long Tokens, long WrittenTokens, double Seconds);

/// <summary>
/// The fold of DESIGN §2: (parameters, optimizer, rng) × accepted trajectories → the next ones. Not thread-safe; works in
/// micro-steps like an engine. A task that was begun and not finished leaves no trace: it is begun again.
/// </summary>
public interface ILearner : IDisposable
{
    /// <summary>The newest parameters, as restored from the newest sound checkpoint or the base.</summary>
    ParameterVersion Version { get; }

    /// <summary>Journal offset folded so far; 0 at the base.</summary>
    long JournalPosition { get; }

    /// <summary>Iterations folded so far.</summary>
    int Iterations { get; }

    /// <summary>What the newest iteration gave, kept in its checkpoint; null at the base.</summary>
    LearningResult? Result { get; }

    /// <summary>The critic's newest parameters, published together with the policy's of the same step; null where it does not learn.</summary>
    ParameterVersion? Critic { get; }

    /// <summary>Folder with the parameters of a published version (0 is the base).</summary>
    /// <param name="step">The version's step.</param>
    /// <param name="model"><c>policy</c>, or <c>critic</c> where it learns.</param>
    string FolderOf(int step, string model = ParameterVersion.Policy);

    /// <summary>Begins a task.</summary>
    /// <exception cref="InvalidOperationException">The task is not the next one (<see cref="Iterations"/>), or one is under way.</exception>
    void Begin(LearningTask task);

    /// <summary>One optimizer step, or a part of what comes before: the objective's preparation, the writing of the critic's examples.</summary>
    LearningProgress Step();

    /// <summary>After the last step: writes parameters, then the checkpoint, each atomically and durably.</summary>
    LearningResult Publish();
}
