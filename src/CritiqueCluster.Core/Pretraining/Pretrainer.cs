using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Problems;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Pretraining;

/// <summary>
/// Makes the embedded base policy and critic from nothing: supervised solutions and refinements for the policy; for the critic
/// a copy of it, trained on critiques of flawed attempts (<see cref="CriticData"/>). The same options give the same hashes.
/// </summary>
public sealed class Pretrainer
{
    /// <summary>Examples of a step that learns nothing but reach: they are short.</summary>
    private const int ReachBatch = 128;

    /// <summary>What a batch of a critic that learns reach has of each: lists and walks, sampled attempts, critiques.</summary>
    private const int Lists = 32, Walked = 32, Sampled = 16, Explained = 16;

    private const string PolicyFolder = "policy", CriticFolder = "critic";

    private readonly PretrainingOptions _options;
    private readonly Action<PretrainingProgress> _progress;

    /// <param name="options">Sizes, seeds and steps.</param>
    /// <param name="progress">Called now and then.</param>
    public Pretrainer(PretrainingOptions options, Action<PretrainingProgress> progress)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _progress = progress ?? throw new ArgumentNullException(nameof(progress));
    }

    /// <summary>Writes the folders <c>policy</c> and <c>critic</c> into <paramref name="output"/>, each when it is finished.</summary>
    /// <exception cref="ConfigurationException">Something else is in that folder.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing unfinished is left behind.</exception>
    public PretrainingResult Run(string output, CancellationToken cancel = default)
    {
        RefuseIfTaken(output);
        TorchRuntime.UseThreads(_options.Threads);
        using var scope = NewDisposeScope();
        var untrained = Directory.CreateTempSubdirectory("critique-pretrain-");
        try
        {
            using var model = Policy(untrained.FullName, cancel);
            var teacher = new CountdownTeacher(_options.Countdown, model.Tokenizer);
            var policyHash = model.Save(Path.Combine(output, PolicyFolder));

            var data = new CriticData(teacher, model, _options, cancel);
            var problems = Problems(teacher, cancel);
            var attempts = data.Attempts(problems, n => _progress(new("attempts", n, 2 * problems.Count, null)));
            var wrong = attempts.Where(a => !a.Correct).ToList();
            var kept = _options.Refinements == 0 ? wrong : data.Helpful(wrong, n => _progress(new("refinements", n, _options.Refinements * wrong.Count, null)));

            var critiques = CriticExamples(teacher, [.. attempts.Where(a => a.Correct)], wrong, kept);
            TrainCritic(model, critiques, teacher, attempts, cancel);
            var criticHash = model.Save(Path.Combine(output, CriticFolder));
            return new PretrainingResult(policyHash, criticHash, attempts.Count, wrong.Count, kept.Count);
        }
        finally
        {
            TemporaryName.TryDeleteFolder(untrained.FullName);
        }
    }

    /// <summary>A model that took an hour is not written over: all that may be there is the policy that the critic is made from.</summary>
    private void RefuseIfTaken(string output)
    {
        if (!Path.Exists(output))
            return;
        if (!Directory.Exists(output))
            throw new ConfigurationException($"{output} is a file: name a folder with --output that is not there yet, or is empty.");
        var policy = Path.GetFullPath(Path.Combine(output, PolicyFolder));
        var given = _options.Policy is { } made && Path.TrimEndingDirectorySeparator(Path.GetFullPath(made)) == policy;
        if (!Directory.EnumerateFileSystemEntries(output).Any(entry => !given || Path.GetFullPath(entry) != policy))
            return;
        var criticAlone = Directory.Exists(policy) && !given ? $" To make only a critic from the policy that is there, remove all else and give --policy {Path.Combine(output, PolicyFolder)}." : "";
        throw new ConfigurationException($"The folder {output} is not empty: name another one with --output.{criticAlone}");
    }

    private List<Problem> Problems(CountdownTeacher teacher, CancellationToken cancel)
    {
        var problems = new List<Problem>();
        foreach (var problem in teacher.Source.Supervised(_options.Seed + 1).Take(_options.CriticProblems))
        {
            cancel.ThrowIfCancellationRequested();
            problems.Add(problem);
            _progress(new("problems", problems.Count, _options.CriticProblems, null));
        }
        return problems;
    }

    private LanguageModel Policy(string untrained, CancellationToken cancel)
    {
        if (_options.Policy is { } made)
            return LanguageModel.Load(made, CPU, trainable: true);
        var model = EmbeddedModel.Create(_options, Path.Combine(untrained, PolicyFolder));
        var examples = PolicyExamples(new CountdownTeacher(_options.Countdown, model.Tokenizer));
        Train(model, "policy", _options.PolicySteps, SimilarLengths("policy", examples), cancel);
        return model;
    }

    private void Train(LanguageModel model, string phase, int steps, IEnumerable<IReadOnlyList<TrainingExample>> batches, CancellationToken cancel)
    {
        using var trainer = new Trainer(model.Transformer, _options.Learner);
        var rate = new LearningRate(_options.Learner.LearningRate, _options.Learner.WarmUp, steps);
        var step = 0;
        foreach (var batch in batches.Take(steps))
        {
            cancel.ThrowIfCancellationRequested();
            var (loss, _) = trainer.Step(batch, rate.At(step));
            _progress(new(phase, ++step, steps, loss));
        }
    }

    private void TrainCritic(
        LanguageModel model, IEnumerable<TrainingExample> critiques, CountdownTeacher teacher, IReadOnlyList<CriticData.Criticised> attempts, CancellationToken cancel)
    {
        if (_options.ReachSteps == 0)
        {
            Train(model, "critic", _options.CriticSteps, SimilarLengths("critic", critiques), cancel);
            return;
        }
        var lessons = new VerdictLessons(_options.Countdown, model.Tokenizer);
        Train(model, "reach", _options.ReachSteps, Reach(lessons).Chunk(ReachBatch), cancel);
        Train(model, "critic", _options.CriticSteps, OfEverything(teacher, lessons, attempts, critiques), cancel);
    }

    private IEnumerable<IReadOnlyList<TrainingExample>> SimilarLengths(string phase, IEnumerable<TrainingExample> examples)
    {
        var random = SplitMix64.Derive(_options.Seed, $"order of {phase}");
        foreach (var window in examples.Where(Fits).Chunk(_options.Learner.BatchSize * 16))
            foreach (var batch in Batching.Epoch(window, _options.Learner.BatchSize, ref random))
                yield return batch;
    }

    private bool Fits(TrainingExample example) => example.Tokens.Length <= _options.MaxPositions;

    private IEnumerable<TrainingExample> PolicyExamples(CountdownTeacher teacher)
    {
        var random = SplitMix64.Derive(_options.Seed, "policy examples");
        foreach (var problem in teacher.Source.Supervised(_options.Seed))
        {
            var rewrite = random.NextDouble() < _options.RewriteShare;
            yield return (rewrite ? teacher.Refinement(problem, ref random) : null) ?? teacher.Solution(problem);
        }
    }

    private IEnumerable<TrainingExample> Reach(VerdictLessons lessons)
    {
        var random = SplitMix64.Derive(_options.Seed, "reach");
        while (true)
            yield return lessons.Reach(ref random);
    }

    /// <summary>
    /// Each batch has of everything: reach, so that it is not forgotten; verdicts on attempts that were drawn to be instructive, and on sampled
    /// ones; and critiques with their explanations.
    /// </summary>
    private IEnumerable<IReadOnlyList<TrainingExample>> OfEverything(
        CountdownTeacher teacher, VerdictLessons lessons, IReadOnlyList<CriticData.Criticised> attempts, IEnumerable<TrainingExample> critiques)
    {
        var random = SplitMix64.Derive(_options.Seed, "order of critic");
        using var reach = Reach(lessons).GetEnumerator();
        using var walks = Walks(teacher, lessons).GetEnumerator();
        using var explained = critiques.GetEnumerator();
        while (true)
        {
            var batch = new List<TrainingExample>();
            batch.AddRange(Next(reach, Lists));
            batch.AddRange(Next(walks, Walked));
            for (var i = 0; i < Sampled; i++)
            {
                var (problem, attempt, _) = attempts[random.Below(attempts.Count)];
                batch.Add(lessons.Judged(problem, attempt));
            }
            batch.AddRange(Next(explained, Explained));
            yield return [.. batch.Where(Fits)];
        }

        static IEnumerable<TrainingExample> Next(IEnumerator<TrainingExample> examples, int count)
        {
            for (var i = 0; i < count && examples.MoveNext(); i++)
                yield return examples.Current;
        }
    }

    private IEnumerable<TrainingExample> Walks(CountdownTeacher teacher, VerdictLessons lessons)
    {
        var random = SplitMix64.Derive(_options.Seed, "walks");
        foreach (var problem in teacher.Source.Supervised(_options.Seed + 2))
            yield return lessons.Walk(problem, ref random);
    }

    /// <summary>
    /// In turn: any wrong attempt, a right one, one whose critique helped, and the end of a critique that passed over an error.
    /// Critiques that help are not enough: they tell of problems that can be mended, and so of late errors, and a critic that sees
    /// no others no longer finds the early ones (Critique-RL, arXiv 2510.24320: discrimination has to be kept).
    /// </summary>
    private static IEnumerable<TrainingExample> CriticExamples(
        CountdownTeacher teacher, IReadOnlyList<CriticData.Criticised> right, IReadOnlyList<CriticData.Criticised> wrong, IReadOnlyList<CriticData.Criticised> helpful)
    {
        var random = SplitMix64.Derive(0, "critic examples");
        (CriticData.Criticised[] Items, bool Belated)[] lists = [([.. wrong], false), ([.. right], false), ([.. helpful], false), ([.. wrong], true)];
        lists = [.. lists.Where(l => l.Items.Length > 0)];
        for (var i = 0; lists.Length > 0; i++)
        {
            foreach (var (items, belated) in lists)
            {
                if (i % items.Length == 0)
                    Batching.Shuffle(items, ref random);
                var (problem, attempt, _) = items[i % items.Length];
                var rest = belated ? teacher.Belated(problem, attempt, ref random) : null;
                yield return rest ?? teacher.Critique(problem, attempt, teacher.Checker.ExactCritique(problem, attempt));
            }
        }
    }
}
