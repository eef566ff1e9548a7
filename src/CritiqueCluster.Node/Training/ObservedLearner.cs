using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Node.Training;

/// <summary>A learner whose every step is told to someone.</summary>
/// <param name="learner">The learner; owned from here on.</param>
/// <param name="observe">Told the iteration and where it stands, after each step.</param>
internal sealed class ObservedLearner(ILearner learner, Action<int, LearningProgress> observe) : ILearner
{
    public ParameterVersion Version => learner.Version;

    public long JournalPosition => learner.JournalPosition;

    public int Iterations => learner.Iterations;

    public LearningResult? Result => learner.Result;

    public ParameterVersion? Critic => learner.Critic;

    public string FolderOf(int step, string model = ParameterVersion.Policy) => learner.FolderOf(step, model);

    public void Begin(LearningTask task) => learner.Begin(task);

    public LearningProgress Step()
    {
        var progress = learner.Step();
        observe(learner.Iterations, progress);
        return progress;
    }

    public LearningResult Publish() => learner.Publish();

    public void Dispose() => learner.Dispose();
}
