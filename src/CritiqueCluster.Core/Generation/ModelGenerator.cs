using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Tokenizers;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Recipes;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Generation;

/// <summary>A model folder together with its generator: what policy and critic engines share.</summary>
internal sealed class ModelGenerator(Device device, GenerationOptions options) : IDisposable
{
    private LanguageModel? _model;
    private Generator? _generator;
    private string? _folder;

    /// <summary>Step and hash of the parameters in use; null before the first load.</summary>
    public ParameterVersion? Version { get; private set; }

    /// <exception cref="InvalidOperationException">Nothing is loaded yet.</exception>
    public LanguageModel Model => _model ?? throw new InvalidOperationException("no parameters are loaded");

    public int Active => _generator?.Active ?? 0;

    public long GeneratedTokens => _generator?.GeneratedTokens ?? 0;

    /// <summary>Loads a folder: the first makes the generator, later ones swap parameters and must be of the same architecture.</summary>
    /// <exception cref="ConfigurationException">The folder is not sound, or its tensors have another hash than the version says.</exception>
    public void Load(ParameterVersion version, string folder)
    {
        ArgumentNullException.ThrowIfNull(version);
        using var scope = NewDisposeScope();
        _model ??= LanguageModel.Load(folder, device, trainable: false);
        _model.Reload(folder, version.Hash);
        if (_generator is null)
            _generator = new Generator(_model.Transformer, options.Slots, Context(_model.Config), _model.Tokenizer.VocabularySize, _model.Folder.EndOfSequence, options.Deterministic, LineBreaks(_model.Tokenizer));
        _generator.Swap(_model.Transformer, version.Step);
        (Version, _folder) = (version, folder);
    }

    public void Submit(PromptGroup group) => Ready.Submit(group);

    public void Cancel(string groupId) => _generator?.Cancel(groupId);

    /// <summary>Samples one token for each active sequence.</summary>
    /// <exception cref="ConfigurationException">The model's logits are not finite numbers.</exception>
    public IReadOnlyList<FinishedSequence> Step()
    {
        try
        {
            return _generator?.Step() ?? [];
        }
        catch (NonFiniteLogitsException error)
        {
            throw new ConfigurationException(
                $"The model in {_folder} (version {Version?.Step}) gives logits that are not finite numbers: its values overflow float32, though each parameter is finite. {WayOut}", error);
        }
    }

    private string WayOut => Version?.Step > 0
        ? "Its training has diverged: go back to an earlier version, or train with a lower Learner.LearningRate."
        : "Check the checkpoint (how it was converted, and from which type), or use another model.";

    public void Dispose()
    {
        _generator?.Dispose();
        _model?.Dispose();
    }

    private Generator Ready => _generator ?? throw new InvalidOperationException("no parameters are loaded");

    private int Context(ModelConfig config) =>
        options.MaxContext > 0 ? Math.Min(options.MaxContext, config.MaxPositions) : config.MaxPositions;

    private static HashSet<int> LineBreaks(ITokenizer tokenizer) =>
        [.. Enumerable.Range(0, tokenizer.VocabularySize).Where(id => tokenizer.Decode([id]).Contains('\n', StringComparison.Ordinal))];
}
