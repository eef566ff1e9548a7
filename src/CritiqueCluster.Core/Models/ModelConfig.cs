using System.Text.Json.Nodes;
using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Models.Safetensors;

namespace CritiqueCluster.Core.Models;

/// <summary>The shape of a decoder of the Llama family: Hugging Face's <c>config.json</c>.</summary>
public sealed record ModelConfig
{
    /// <summary>The file's name in a model folder.</summary>
    public const string FileName = "config.json";

    /// <summary>Which family's layout it is.</summary>
    public ModelFamily Family { get; init; } = ModelFamily.Llama;

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside the SwiGLU feed-forward.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Decoder layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key/value heads; divides <see cref="Heads"/>.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of a head; even. Not always hidden size / heads.</summary>
    public required int HeadDimension { get; init; }

    /// <summary>Rows of the embedding.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Longest context, in tokens.</summary>
    public int MaxPositions { get; init; } = 2048;

    /// <summary>The epsilon of RMS norms.</summary>
    public double RmsNormEpsilon { get; init; } = 1e-6;

    /// <summary>Base of the rotary frequencies.</summary>
    public double RopeTheta { get; init; } = 10000;

    /// <summary>Stretching of the rotary frequencies; null: none.</summary>
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>The head is the embedding's matrix.</summary>
    public bool TieWordEmbeddings { get; init; }

    /// <summary>q, k and v projections have a bias.</summary>
    public bool AttentionBias { get; init; }

    /// <summary>The output projection of attention has a bias.</summary>
    public bool AttentionOutputBias { get; init; }

    /// <summary>The feed-forward's projections have a bias.</summary>
    public bool FeedForwardBias { get; init; }

    /// <summary>q and k pass an RMS norm over each head before the rotary embedding.</summary>
    public bool QueryKeyNorm { get; init; }

    /// <summary>Token that begins a sequence; null: none.</summary>
    public int? BeginOfSequence { get; init; }

    /// <summary>Tokens that end a sequence; may be empty.</summary>
    public IReadOnlyList<int> EndOfSequence { get; init; } = [];

    /// <summary>Type that the parameters are stored in.</summary>
    public TensorType ParameterType { get; init; } = TensorType.F32;

    /// <summary>Standard deviation of initial matrices.</summary>
    public double InitializerRange { get; init; } = 0.02;

    /// <summary>What the file said, keys included that nobody here reads; null for a config made in code.</summary>
    internal JsonObject? Source { get; init; }

    /// <summary>Reads a <c>config.json</c>.</summary>
    /// <exception cref="ConfigurationException">A key is missing, wrong or unsupported.</exception>
    /// <exception cref="EnvironmentException">The file can't be read.</exception>
    public static ModelConfig Load(string path) => ModelConfigJson.Parse(JsonFile.ReadObject(path), path);

    /// <summary>
    /// The config as JSON: what was loaded, key for key, with only those values replaced that changed since.
    /// </summary>
    public string ToJson() => ModelConfigJson.Write(this);
}
