using CritiqueCluster.Core.Models.Tokenizers;
using CsCheck;

namespace CritiqueCluster.Core.Tests.Models.Tokenizers;

public sealed class ByteLevelVocabularyTests : IDisposable
{
    private static readonly string[] Words = ["57", " 57", "50", " 5", " Correct", "rect", " Wrong", "\n", " ->", "ab", " cabd", " é文"];
    private static readonly string[] Phrases = ["Correctness of the step:", " so far"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_make_every_word_phrase_and_special_one_token()
    {
        var tokenizer = ByteLevelVocabulary.FromWords(Words, Phrases, specials: ["<|pad|>"]).ToTokenizer();

        foreach (var text in Words.Concat(Phrases).Append("<|pad|>").Append("<|endoftext|>"))
            Assert.Single(tokenizer.Encode(text));
        Assert.Equal(
            [tokenizer.IdOf("57")!.Value, .. tokenizer.Encode(" Correct"), .. tokenizer.Encode(Phrases[0]), .. tokenizer.Encode(" 57")],
            tokenizer.Encode("57 CorrectCorrectness of the step: 57"));
        Assert.Equal((0, null), (tokenizer.EndOfSequence, tokenizer.BeginOfSequence));
        Assert.True(tokenizer.IsSpecial(1));
        Assert.False(tokenizer.IsSpecial(tokenizer.IdOf(Phrases[0])!.Value));
    }

    [Fact]
    public void Should_write_a_tokenizer_that_reads_back_the_same()
    {
        var vocabulary = ByteLevelVocabulary.FromWords(Words, Phrases);
        TokenizerJson.Write(_folder.Path, vocabulary, 128);

        var made = vocabulary.ToTokenizer();
        var read = Tokenizer.Load(_folder.Path);

        Assert.Equal(vocabulary.Tokens.Count, read.VocabularySize);
        Assert.Equal(made.EndOfSequence, read.EndOfSequence);
        Gen.OneOf(Gen.OneOf([.. Words.Concat(Phrases).Append("<|endoftext|>").Select(Gen.Const)]), Gen.String).List[0, 12]
            .Select(string.Concat)
            .Sample(text => Assert.Equal(made.Encode(text), read.Encode(text)), iter: 500, threads: 1);
    }

    [Fact]
    public void Should_give_any_text_back()
    {
        var tokenizer = ByteLevelVocabulary.FromWords(Words, Phrases).ToTokenizer();
        Gen.OneOf(Gen.OneOf([.. Words.Concat(Phrases).Select(Gen.Const)]), Gen.String[Gen.Char['\0', '\ud7ff'], 0, 20]).List[0, 8]
            .Select(string.Concat)
            .Sample(text => text == tokenizer.Decode(tokenizer.Encode(text)), iter: 1000);
    }

    [Fact]
    public void Should_make_any_list_of_words_single_tokens() =>
        Gen.String[Gen.Char['a', 'c'], 1, 6].List[1, 20].Sample(words =>
        {
            var tokenizer = ByteLevelVocabulary.FromWords(words).ToTokenizer();
            return words.All(w => tokenizer.Encode(w).Length == 1);
        });

    [Fact]
    public void Should_write_the_same_bytes_again()
    {
        TokenizerJson.Write(_folder.Path, ByteLevelVocabulary.FromWords(Words, Phrases), 128);
        var first = File.ReadAllBytes(_folder["tokenizer.json"]);

        TokenizerJson.Write(_folder.Path, ByteLevelVocabulary.FromWords(Words, Phrases), 128);

        Assert.Equal(first, File.ReadAllBytes(_folder["tokenizer.json"]));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("a1")]
    [InlineData("")]
    public void Should_refuse_a_word_that_the_split_takes_apart(string word) =>
        Assert.Contains($"'{word}'", Assert.Throws<ArgumentException>(() => ByteLevelVocabulary.FromWords([word])).Message, StringComparison.Ordinal);

    [Fact]
    public void Should_refuse_a_phrase_that_is_a_word_too() =>
        Assert.Throws<ArgumentException>(() => ByteLevelVocabulary.FromWords(["yes"], ["yes"]));
}
