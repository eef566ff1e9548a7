using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Safetensors;
using CritiqueCluster.Core.Models.Tokenizers;

namespace CritiqueCluster.Core.Tests.Models;

/// <summary>A very small tied model with arbitrary parameters, sound or with one thing wrong.</summary>
internal sealed record TinyModel
{
    public int Seed { get; init; } = 1;

    public int VocabularySize { get; init; } = 300;

    public string? Remove { get; init; }

    public (string Name, TensorInfo Info)? Extra { get; init; }

    public bool CopyEmbeddingAsHead { get; init; }

    public ModelConfig Config => new()
    {
        HiddenSize = 8,
        IntermediateSize = 16,
        Layers = 1,
        Heads = 2,
        KeyValueHeads = 1,
        HeadDimension = 4,
        VocabularySize = VocabularySize,
        TieWordEmbeddings = true,
        EndOfSequence = [0],
    };

    public void Write(string folder) => ModelFolder.Write(folder, Config, Tensors(), WriteTokenizer);

    public void WriteUnchecked(string folder)
    {
        Directory.CreateDirectory(folder);
        WriteTokenizer(folder);
        File.WriteAllText(Path.Combine(folder, ModelConfig.FileName), Config.ToJson());
        SafetensorsWriter.Write(Path.Combine(folder, SafetensorsCheckpoint.SingleFile), Tensors());
    }

    public BytesTensorSource Tensors()
    {
        var random = new Random(Seed);
        var tensors = new BytesTensorSource();
        foreach (var (name, shape) in ParameterShapes.Of(Config).Where(s => s.Key != Remove))
            Add(tensors, random, name, new TensorInfo(TensorType.F32, shape));
        if (Extra is { } extra)
            Add(tensors, random, extra.Name, extra.Info);
        if (CopyEmbeddingAsHead)
            tensors.Add(ParameterShapes.Head, tensors.Tensors[ParameterShapes.Embedding], tensors.ReadAll(ParameterShapes.Embedding));
        return tensors;
    }

    private static void WriteTokenizer(string folder) =>
        TokenizerJson.Write(folder, ByteLevelVocabulary.FromWords(["57", " 57"]), 128);

    private static void Add(BytesTensorSource tensors, Random random, string name, TensorInfo info)
    {
        var bytes = new byte[info.Bytes];
        random.NextBytes(bytes);
        tensors.Add(name, info, bytes);
    }
}
