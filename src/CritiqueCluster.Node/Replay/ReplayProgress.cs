using CritiqueCluster.Core.Learning;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Replay;

/// <summary>Folds one task to its end and says now and then where it stands.</summary>
internal sealed class ReplayProgress(Action<string> say)
{
    private readonly Seldom _seldom = new(TimeSpan.FromSeconds(5));

    /// <summary>Learns a task.</summary>
    public LearningResult Learn(ILearner learner, LearningTask task, CancellationToken interrupted)
    {
        learner.Begin(task);
        for (LearningProgress? progress = null; progress?.Done != true;)
        {
            interrupted.ThrowIfCancellationRequested();
            progress = learner.Step();
            if (_seldom.IsTime())
                say(FormattableString.Invariant($"iteration {task.Iteration}  {progress.Step}/{progress.Steps} steps  loss {progress.Loss:0.000}"));
        }
        var result = learner.Publish();
        say(FormattableString.Invariant(
            $"iteration {task.Iteration}  {task.Explorations.Count} explorations, {result.Trajectories.Values.Sum()} trajectories, {result.Steps} steps  {result.Version.Hash}"));
        return result;
    }
}
