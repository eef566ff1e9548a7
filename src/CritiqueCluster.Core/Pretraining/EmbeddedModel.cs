using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Models.Safetensors;
using CritiqueCluster.Core.Models.Tokenizers;
using CritiqueCluster.Core.Models.Transformer;

using static TorchSharp.torch;

namespace CritiqueCluster.Core.Pretraining;

/// <summary>The embedded models' architecture, tokenizer and initial parameters.</summary>
internal static class EmbeddedModel
{
    private const double Deviation = 0.02;

    /// <summary>Writes an untrained model and opens it for training.</summary>
    public static LanguageModel Create(PretrainingOptions options, string folder)
    {
        var vocabulary = ByteLevelVocabulary.FromWords(
            EmbeddedVocabulary.Words(options.Countdown.MaxResult), EmbeddedVocabulary.Headings, EmbeddedVocabulary.EndOfText);
        var config = Config(options, vocabulary.Tokens.Count, vocabulary.ToTokenizer().EndOfSequence);
        using var parameters = new ParameterSet(config, CPU, trainable: false);
        Initialise(parameters, options);
        using var source = new TorchTensorSource(parameters.Tensors);
        ModelFolder.Write(folder, config, source, path => TokenizerJson.Write(path, vocabulary, config.MaxPositions));
        return LanguageModel.Load(folder, CPU, trainable: true);
    }

    private static ModelConfig Config(PretrainingOptions options, int tokens, int end) => new()
    {
        HiddenSize = options.HiddenSize,
        IntermediateSize = options.IntermediateSize,
        Layers = options.Layers,
        Heads = options.Heads,
        KeyValueHeads = options.KeyValueHeads,
        HeadDimension = options.HiddenSize / options.Heads,
        VocabularySize = Decoder.RoundUp(tokens, 32),
        MaxPositions = options.MaxPositions,
        TieWordEmbeddings = true,
        EndOfSequence = [end],
    };

    /// <summary>Normal(0, 0.02); products that write into the residual stream scaled by 1/√(2·layers) (GPT-2); norms are 1.</summary>
    private static void Initialise(ParameterSet parameters, PretrainingOptions options)
    {
        using var _ = no_grad();
        using var random = new Generator((ulong)options.Seed, CPU);
        foreach (var (name, tensor) in parameters.Tensors)
        {
            var residual = name.Contains("o_proj", StringComparison.Ordinal) || name.Contains("down_proj", StringComparison.Ordinal);
            if (tensor.dim() == 1)
                tensor.fill_(Scalars.Of(1L));
            else
                tensor.normal_(0, residual ? Deviation / Math.Sqrt(2 * options.Layers) : Deviation, random);
        }
    }
}
