using System.Diagnostics;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Models.Tokenizers;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Learning;

/// <summary>
/// What one iteration makes of the critic, in micro-steps: first it writes its examples of discrimination, then it learns them together with
/// its helpful critiques. Goes on from the last parameters with an optimizer that knows nothing, so that nothing but these, the curriculum
/// and the recipe decides what comes out.
/// </summary>
internal sealed class CriticLesson : IDisposable
{
    /// <summary>Tokens of each critique that are written in one step.</summary>
    private const int WrittenAtOnce = 16;

    private readonly Recipe _recipe;
    private readonly int _iteration;
    private readonly ParameterVersion _from;
    private readonly string _folder;
    private readonly CriticCurriculum _curriculum;
    private readonly List<double> _losses = [];
    private CritiqueWriter? _writer;
    private LanguageModel? _model;
    private Trainer? _trainer;
    private List<IReadOnlyList<TrainingExample>>? _batches;
    private LearningRate? _rate;
    private int _helpful, _discriminating;
    private long _written;
    private double _seconds;

    /// <param name="recipe">The run's recipe.</param>
    /// <param name="iteration">The iteration, from 0.</param>
    /// <param name="from">The critic's last parameters.</param>
    /// <param name="folder">Where they lie.</param>
    /// <param name="curriculum">What is taught.</param>
    public CriticLesson(Recipe recipe, int iteration, ParameterVersion from, string folder, CriticCurriculum curriculum) =>
        (_recipe, _iteration, _from, _folder, _curriculum) = (recipe, iteration, from, folder, curriculum);

    /// <summary>Optimizer steps done.</summary>
    public int Done => _losses.Count;

    /// <summary>Optimizer steps in all; as long as examples are being written, the most that there may be.</summary>
    public int Steps => _batches?.Count ?? StepsOf(_curriculum.Portions.Helpful + _curriculum.Portions.Right + _curriculum.Portions.Wrong);

    /// <summary>Unpadded tokens learned from, and tokens written.</summary>
    public long Tokens => (_trainer?.Tokens ?? 0) + (_writer?.Tokens ?? _written);

    /// <summary>Some tokens of the examples, or an optimizer step.</summary>
    /// <returns>Loss, gradient norm and rate of the optimizer step; zeros where none was made.</returns>
    public (double Loss, double GradientNorm, double Rate) Step()
    {
        var clock = Stopwatch.StartNew();
        try
        {
            if (_batches is null)
            {
                Write();
                return default;
            }
            var rate = _rate!.At(Done);
            var (loss, norm) = _trainer!.Step(_batches[Done], rate);
            _losses.Add(loss);
            return (loss, norm, rate);
        }
        finally
        {
            _seconds += clock.Elapsed.TotalSeconds;
        }
    }

    /// <summary>Writes what came out; where nothing was learned, the last parameters as they are.</summary>
    public CriticLearning Publish(string folder)
    {
        using var last = ModelFolder.Open(_folder);
        if (_model is null)
            last.WriteAs(folder, last.Parameters);
        var version = _from with { Step = _iteration + 1, Hash = _model?.Save(folder) ?? last.Hash };
        return new CriticLearning(version, _helpful, _discriminating, Done, _losses.TakeLast(Math.Max(1, Done / 10)).DefaultIfEmpty(0).Average(),
            _trainer?.Tokens ?? 0, _written, _seconds);
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _trainer?.Dispose();
        _model?.Dispose();
    }

    private int StepsOf(int examples) => (examples + _recipe.Learner.BatchSize - 1) / _recipe.Learner.BatchSize * _recipe.Critic.Epochs;

    private void Write()
    {
        JudgedAttempt[] judged = [.. _curriculum.Right, .. _curriculum.Wrong];
        if (judged.Length > 0)
        {
            _writer ??= new CritiqueWriter(_recipe, _from, _folder, judged);
            for (var i = 0; i < WrittenAtOnce && !_writer.Done; i++)
                _writer.Step();
            if (!_writer.Done)
                return;
        }
        Plan(_writer?.Written.ToList() ?? []);
        _written = _writer?.Tokens ?? 0;
        _writer?.Dispose();
        _writer = null;
    }

    /// <summary>What could not be written, or is too long to be learned, is missing: the portions are weighed again.</summary>
    private void Plan(List<(JudgedAttempt Attempt, string Text)> written)
    {
        using var folder = ModelFolder.Open(_folder);
        var helpful = Fitting(_curriculum.Helpful.Select(h => Example(folder.Tokenizer, h.Statement, h.Solution, h.Text, h.Ended)), folder.Config);
        var right = Fitting(Examples(right: true), folder.Config);
        var wrong = Fitting(Examples(right: false), folder.Config);
        var portions = CriticPortions.Of(_recipe.Critic.Train, _curriculum.IsFirstStage, helpful.Count, right.Count, wrong.Count);
        (_helpful, _discriminating) = (portions.Helpful, portions.Right + portions.Wrong);
        TrainingExample[] examples = [.. helpful.Take(portions.Helpful), .. right.Take(portions.Right), .. wrong.Take(portions.Wrong)];
        var random = SplitMix64.Derive(_recipe.Seed, "critic", _iteration);
        var batches = new List<IReadOnlyList<TrainingExample>>();
        for (var epoch = 0; epoch < _recipe.Critic.Epochs && examples.Length > 0; epoch++)
            batches.AddRange(Batching.Epoch(examples, _recipe.Learner.BatchSize, ref random));
        if (batches.Count > 0)
            Prepare(batches.Count);
        _batches = batches;

        IEnumerable<TrainingExample> Examples(bool right) => written.Where(w => w.Attempt.Right == right)
            .Select(w => Example(folder.Tokenizer, w.Attempt.Statement, w.Attempt.Solution, w.Text, ended: right && _recipe.Critic.Explain));
    }

    private void Prepare(int steps)
    {
        var options = _recipe.Learner with { LearningRate = _recipe.Critic.LearningRate };
        _model = LanguageModel.Load(_folder, TorchRuntime.Device(_recipe.Critic.Device), trainable: true);
        _trainer = new Trainer(_model.Transformer, options, rateKey: "Critic.LearningRate");
        _rate = new LearningRate(options.LearningRate, options.WarmUp, steps);
    }

    private static List<TrainingExample> Fitting(IEnumerable<TrainingExample> examples, ModelConfig config) =>
        [.. examples.Where(e => e.Tokens.Length <= config.MaxPositions)];

    /// <summary>Problem, attempt → critique. A critique that was ended for its writer does not teach to end there.</summary>
    private static TrainingExample Example(ITokenizer tokenizer, string statement, string solution, string critique, bool ended)
    {
        var prompt = tokenizer.Encode(PromptFormat.Criticise(statement, solution), addSpecialTokens: true);
        int[] tokens = [.. prompt, .. tokenizer.Encode(critique)];
        return new TrainingExample(ended ? [.. tokens, tokenizer.EndOfSequence] : tokens, prompt.Length);
    }
}
