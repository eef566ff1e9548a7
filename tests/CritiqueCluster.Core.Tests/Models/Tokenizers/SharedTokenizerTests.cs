using CritiqueCluster.Core.Models.Tokenizers;

namespace CritiqueCluster.Core.Tests.Models.Tokenizers;

public sealed class SharedTokenizerTests
{
    private static readonly Lazy<Tokenizer> TinyStories = new(() => Tokenizer.Load(SharedModels.Folder("models/tinystories-656k")));

    [SkippableTheory]
    [InlineData("Once upon a time, there was a little girl.")]
    [InlineData("")]
    [InlineData("  two  spaces and\na line ")]
    [InlineData("\"It's 3 o'clock!\"")]
    public void Should_give_text_back_from_a_vocabulary_of_pieces(string text)
    {
        var tokenizer = TinyStories.Value;

        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
        Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text, addSpecialTokens: true)));
    }

    [SkippableFact]
    public void Should_fuse_characters_that_the_vocabulary_lacks_into_one_unknown_token()
    {
        var tokenizer = TinyStories.Value;

        Assert.Equal([tokenizer.IdOf("▁a")!.Value, 0, tokenizer.IdOf("▁")!.Value, 0], tokenizer.Encode("a🦙文 字"));
    }

    [SkippableFact]
    public void Should_know_the_special_tokens_of_a_folder()
    {
        var tokenizer = TinyStories.Value;

        Assert.Equal((2048, 1, 2), (tokenizer.VocabularySize, tokenizer.BeginOfSequence, tokenizer.EndOfSequence));
        Assert.True(tokenizer.IsSpecial(2));
        Assert.False(tokenizer.IsSpecial(400));
        Assert.Equal(1, tokenizer.Encode("Once", addSpecialTokens: true)[0]);
        Assert.Equal("Once", tokenizer.Decode([.. tokenizer.Encode("Once"), 2]));
        Assert.Equal("Once<|end_story|>", tokenizer.Decode([.. tokenizer.Encode("Once"), 2], skipSpecialTokens: false));
    }

    [SkippableTheory]
    [InlineData("llama3_1", 128256, "<|begin_of_text|>", "<|eot_id|>")]
    [InlineData("qwen3", 151669, null, "<|im_end|>")]
    public void Should_find_added_tokens_in_text_and_know_begin_and_end(string name, int size, string? begin, string end)
    {
        var tokenizer = Tokenizer.Load(SharedModels.Folder($"tokenizers/{name}"));

        Assert.Equal(size, tokenizer.VocabularySize);
        Assert.Equal(begin is null ? null : tokenizer.IdOf(begin), tokenizer.BeginOfSequence);
        Assert.Equal(tokenizer.IdOf(end), tokenizer.EndOfSequence);
        var ids = tokenizer.Encode($"Hello{end}\n{end}{end} x");
        Assert.Equal(3, ids.Count(id => id == tokenizer.EndOfSequence));
        Assert.Equal("Hello\n x", tokenizer.Decode(ids));
        Assert.Equal($"Hello{end}\n{end}{end} x", tokenizer.Decode(ids, skipSpecialTokens: false));
        Assert.Equal(begin is null ? 1 : 2, tokenizer.Encode("Hello", addSpecialTokens: true).Length);
    }

    [SkippableFact]
    public void Should_treat_letters_beyond_the_basic_plane_as_letters()
    {
        var tokenizer = Tokenizer.Load(SharedModels.Folder("tokenizers/llama3_1"));

        // U+1D4D0 is a letter: it and the letters after it are one word, so no merge may join the space run before it.
        var ids = tokenizer.Encode("a 𝓐b");

        Assert.Equal("a 𝓐b", tokenizer.Decode(ids));
        Assert.Equal(tokenizer.Encode("a").Concat(tokenizer.Encode(" 𝓐b")), ids);
    }
}
