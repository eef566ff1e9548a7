using System.Diagnostics;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// Iterative self-training by one of the <see cref="Objectives"/>: on accepted trajectories and some of the original supervised data,
/// or on all attempts against each other; from the base again or from the last parameters; after the policy the critic, where it learns. A
/// fold: nothing but recipe, base models, checkpoint and explorations decides what comes out.
/// </summary>
public sealed class SelfTrainingLearner : ILearner
{
    private readonly Recipe _recipe;
    private readonly string _baseFolder;
    private readonly string _runFolder;
    private readonly IProblemSource _source;
    private readonly LanguageModel _model;
    private readonly Trainer _trainer;
    private readonly ParameterVersion _base;
    private readonly CriticLearner? _critic;
    private List<Trajectory> _trajectories = [];
    private OpenTask? _open;

    /// <summary>Restores the learner from its newest sound checkpoint, or begins at the base.</summary>
    /// <param name="recipe">The run's recipe.</param>
    /// <param name="baseFolder">The base model.</param>
    /// <param name="runFolder">Holds <c>parameters</c> and <c>checkpoints</c>.</param>
    /// <param name="source">Gives the original supervised data.</param>
    /// <param name="warn">Is told of damaged checkpoints that were passed over.</param>
    /// <param name="criticFolder">The base critic; needed where the recipe has it learn.</param>
    /// <exception cref="ConfigurationException">A base model is not sound.</exception>
    public SelfTrainingLearner(Recipe recipe, string baseFolder, string runFolder, IProblemSource source, Action<string> warn, string? criticFolder = null)
    {
        _recipe = recipe ?? throw new ArgumentNullException(nameof(recipe));
        _source = source ?? throw new ArgumentNullException(nameof(source));
        (_baseFolder, _runFolder) = (baseFolder, runFolder);
        if (recipe.Critic.Train != CriticTraining.Off)
            _critic = new CriticLearner(recipe, criticFolder ?? throw new ArgumentNullException(nameof(criticFolder)), runFolder, source.Checker);
        _model = LanguageModel.Load(baseFolder, TorchRuntime.Device(recipe.Policy.Device), trainable: true);
        _trainer = new Trainer(_model.Transformer, recipe.Learner, Objectives.Of(recipe, _model.Tokenizer.VocabularySize));
        Version = _base = new ParameterVersion(ParameterVersion.Policy, 0, _model.Folder.Hash);
        if (LearnerCheckpoint.ReadNewest(Checkpoints, IsSound, warn) is var (state, optimizer))
            Restore(state, optimizer);
    }

    public ParameterVersion Version { get; private set; }

    public long JournalPosition { get; private set; }

    public int Iterations { get; private set; }

    public LearningResult? Result { get; private set; }

    public ParameterVersion? Critic => _critic?.Version;

    private string Checkpoints => Path.Combine(_runFolder, "checkpoints");

    public string FolderOf(int step, string model = ParameterVersion.Policy) => (model, step) switch
    {
        (ParameterVersion.Critic, _) => (_critic ?? throw new ArgumentException("the critic does not learn", nameof(model))).FolderOf(step),
        (_, 0) => _baseFolder,
        _ => LearnerFolders.Of(_runFolder, ParameterVersion.Policy, step),
    };

    public void Begin(LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task.Iteration != Iterations)
            throw new InvalidOperationException($"iteration {task.Iteration} was asked for, but {Iterations} is next");
        if (_recipe.Learner.Start == LearnerStart.Base)
        {
            _model.Reload(_baseFolder, _base.Hash);
            _trainer.Optimizer.Reset();
        }
        var curriculum = Curriculum.Of(task.Explorations, _trajectories, _recipe.Learner, new StepBlame(_source.Checker, _model.Tokenizer));
        var plan = Plan(task.Iteration, curriculum);
        var rate = new LearningRate(_recipe.Learner.LearningRate, _recipe.Learner.WarmUp, plan.Count);
        _open?.Lesson?.Dispose();
        _open = new OpenTask(task, curriculum.Known, curriculum.Chosen, plan, rate, _trainer.Tokens, _critic?.Begin(task));
    }

    public LearningProgress Step()
    {
        var open = Current;
        if (open.Done == open.Plan.Count)
            return Teach(open);
        var clock = Stopwatch.StartNew();
        try
        {
            if (open.Plan.IsPrepared)
                return Learn(open);
            open.Plan.Prepare(_trainer.Prepare);
            return Progress(open, 0, 0, 0);
        }
        finally
        {
            open.Seconds += clock.Elapsed.TotalSeconds;
        }
    }

    public LearningResult Publish()
    {
        var open = Current;
        if (Progress(open, 0, 0, 0) is { Done: false } progress)
            throw new InvalidOperationException($"{progress.Step} of {progress.Steps} steps are done: publishing comes after the last");
        var step = Iterations + 1;
        Version = new ParameterVersion(ParameterVersion.Policy, step, _model.Save(FolderOf(step)));
        var critic = open.Lesson is null ? null : _critic!.Publish(open.Lesson);
        (Iterations, JournalPosition, _trajectories) = (step, open.Task.JournalPosition, open.Known);
        var goesOn = _recipe.Learner.Start == LearnerStart.Last;
        Result = ResultOf(open) with { Critic = critic };
        new LearnerCheckpoint(Iterations, JournalPosition, Version, _recipe.Learner.Accumulate ? _trajectories : [],
            goesOn ? _trainer.Optimizer.Steps : 0, null, Result, Critic)
            .Write(Checkpoints, goesOn ? _trainer.Optimizer.Save() : null, _recipe.Learner.KeepCheckpoints);
        open.Lesson?.Dispose();
        _open = null;
        return Result;
    }

    public void Dispose()
    {
        _open?.Lesson?.Dispose();
        _trainer.Dispose();
        _model.Dispose();
    }

    private OpenTask Current => _open ?? throw new InvalidOperationException("no learning task was begun");

    private LearningProgress Learn(OpenTask open)
    {
        var rate = open.Rate.At(open.Done);
        var random = SplitMix64.Derive(_recipe.Seed, "objective", open.Task.Iteration, open.Done);
        var (loss, norm) = _trainer.Step(open.Plan[open.Done], rate, random);
        open.Losses.Add(loss);
        open.Done++;
        return Progress(open, loss, norm, rate);
    }

    /// <summary>The policy is done, and the critic may have something to learn.</summary>
    private LearningProgress Teach(OpenTask open)
    {
        if (open.Lesson is not { } lesson || lesson.Done == lesson.Steps)
            return Progress(open, 0, 0, 0);
        var (loss, norm, rate) = lesson.Step();
        return Progress(open, loss, norm, rate) with { Model = ParameterVersion.Critic };
    }

    private LearningProgress Progress(OpenTask open, double loss, double norm, double rate) => new(
        open.Done + (open.Lesson?.Done ?? 0), open.Plan.Count + (open.Lesson?.Steps ?? 0), loss, norm, rate,
        _trainer.Tokens - open.TokensBefore + (open.Lesson?.Tokens ?? 0));

    /// <summary>All batches of all epochs: trajectories, and supervised examples drawn by run seed and iteration.</summary>
    private LearningPlan Plan(int iteration, Curriculum curriculum)
    {
        var tokenizer = _model.Tokenizer;
        var random = SplitMix64.Derive(_recipe.Seed, "learner", iteration);
        var examples = curriculum.Chosen.Select(t => t.ToExample(tokenizer))
            .Concat(SupervisedExamples.Take(_source, curriculum.Supervised, (long)(random.Next() >> 1), _recipe.Problems.Train, tokenizer))
            .Where(e => e.Tokens.Length <= _model.Config.MaxPositions).ToList();
        var batches = new List<IReadOnlyList<TrainingExample>>();
        for (var epoch = 0; epoch < _recipe.Learner.Epochs && examples.Count > 0; epoch++)
            batches.AddRange(Batching.Epoch(examples, _recipe.Learner.BatchSize, ref random));
        return new LearningPlan(batches, _recipe.Learner.Epochs, _trainer.Listens);
    }

    private LearningResult ResultOf(OpenTask open) => new(
        Version, JournalPosition,
        open.Chosen.GroupBy(t => t.Source).OrderBy(g => g.Key).ToDictionary(g => g.Key, g => g.Count()),
        open.Plan.Examples / Math.Max(1, _recipe.Learner.Epochs) - open.Chosen.Count,
        open.Plan.Count, open.Losses.TakeLast(Math.Max(1, open.Losses.Count / 10)).DefaultIfEmpty(0).Average(),
        _trainer.Tokens - open.TokensBefore, open.Seconds);

    private void Restore(LearnerCheckpoint state, byte[]? optimizer)
    {
        (Version, JournalPosition, Iterations, _trajectories) = (state.Version, state.JournalPosition, state.Iterations, [.. state.Trajectories]);
        Result = state.Result;
        if (state.Critic is { } critic)
            _critic?.Restore(critic);
        if (_recipe.Learner.Start != LearnerStart.Last)
            return;
        _model.Reload(FolderOf(state.Version.Step), state.Version.Hash);
        if (optimizer is not null)
            _trainer.Optimizer.Restore(optimizer, state.OptimizerSteps);
    }

    private bool IsSound(LearnerCheckpoint state) =>
        LearnerFolders.Holds(FolderOf(state.Version.Step), state.Version)
        && (_critic is null || (state.Critic is { } critic && LearnerFolders.Holds(FolderOf(critic.Step, ParameterVersion.Critic), critic)));

    private sealed record OpenTask(
        LearningTask Task, List<Trajectory> Known, IReadOnlyList<Trajectory> Chosen,
        LearningPlan Plan, LearningRate Rate, long TokensBefore, CriticLesson? Lesson)
    {
        public int Done { get; set; }

        public double Seconds { get; set; }

        public List<double> Losses { get; } = [];
    }
}
