using CritiqueCluster.Core.Models.Tokenizers;

namespace CritiqueCluster.Core.Tests.Models.Tokenizers;

/// <summary>Ids of llama.cpp's test texts, made by the original tokenizers.</summary>
public sealed class VectorTests
{
    private const string Separator = "\n__ggml_vocab_test__\n";

    [SkippableTheory]
    [InlineData("llama3_1", "ggml-vocab-llama-bpe.gguf")]
    [InlineData("qwen3", "ggml-vocab-qwen2.gguf")]
    public void Should_give_the_original_tokenizers_ids_for_every_vector(string name, string vectors)
    {
        var tokenizer = Tokenizer.Load(SharedModels.Folder($"tokenizers/{name}"));
        var texts = File.ReadAllText(SharedData.File($"tokenizers/vectors/{vectors}.inp")).Split(Separator)[..^1];
        var expected = File.ReadAllLines(SharedData.File($"tokenizers/vectors/{vectors}.out"));

        Assert.Equal(expected.Length, texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            var ids = tokenizer.Encode(texts[i]);
            Assert.Equal(expected[i].Trim(), string.Join(' ', ids));
            Assert.Equal(texts[i], tokenizer.Decode(ids));
        }
    }
}
