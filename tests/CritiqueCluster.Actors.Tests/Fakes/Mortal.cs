using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>A process that dies at its n-th step of whatever kind; from then on none of its parts does anything.</summary>
internal sealed class Mortal(int steps)
{
    private readonly TaskCompletionSource _death = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = steps;

    public Task Death => _death.Task;

    public bool Dead => _death.Task.IsCompleted;

    /// <summary>A moment at which the process may die.</summary>
    public bool DiesNow()
    {
        if (Interlocked.Decrement(ref _left) <= 0)
            _death.TrySetResult();
        return Dead;
    }

    public IEngine<TRequest, TResult> Engine<TRequest, TResult>(IEngine<TRequest, TResult> engine) =>
        new MortalEngine<TRequest, TResult>(this, engine);

    public ILearner Learner(ILearner learner) => new MortalLearner(this, learner);

    private sealed class MortalEngine<TRequest, TResult>(Mortal process, IEngine<TRequest, TResult> inner) : IEngine<TRequest, TResult>
    {
        public int FreeSlots => inner.FreeSlots;

        public int Slots => inner.Slots;

        public int Active => process.Dead ? 0 : inner.Active;

        public long GeneratedTokens => inner.GeneratedTokens;

        public ParameterVersion? Version => inner.Version;

        public void Load(ParameterVersion version, string folder) => inner.Load(version, folder);

        public void Submit(TRequest request) => inner.Submit(request);

        public void Cancel(string requestId) => inner.Cancel(requestId);

        public IReadOnlyList<TResult> Step() => process.DiesNow() ? [] : inner.Step();

        public void Dispose() => inner.Dispose();
    }

    /// <summary>May die before each step, before it publishes, and after the checkpoint is written and before anybody knows.</summary>
    private sealed class MortalLearner(Mortal process, ILearner inner) : ILearner
    {
        public ParameterVersion Version => inner.Version;

        public long JournalPosition => inner.JournalPosition;

        public int Iterations => inner.Iterations;

        public LearningResult? Result => inner.Result;

        public ParameterVersion? Critic => inner.Critic;

        public string FolderOf(int step, string model = ParameterVersion.Policy) => inner.FolderOf(step, model);

        public void Begin(LearningTask task) => inner.Begin(task);

        public LearningProgress Step() => process.DiesNow() ? throw new IOException("killed") : inner.Step();

        public LearningResult Publish()
        {
            if (process.DiesNow())
                throw new IOException("killed");
            var result = inner.Publish();
            return process.DiesNow() ? throw new IOException("killed") : result;
        }

        public void Dispose() => inner.Dispose();
    }
}
