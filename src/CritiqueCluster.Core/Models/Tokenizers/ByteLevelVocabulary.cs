namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>A pair of tokens, as the vocabulary spells them, that merge into one.</summary>
public readonly record struct TokenMerge(string Left, string Right);

/// <summary>A byte-level BPE vocabulary: what <see cref="TokenizerJson"/> writes.</summary>
/// <param name="Tokens">Tokens as the vocabulary spells them, added ones included; a token's id is its place.</param>
/// <param name="Merges">In order of rank.</param>
/// <param name="AddedTokens">Special tokens, and phrases found before text is split into words.</param>
/// <param name="EndOfSequence">The text of the token that ends a sequence.</param>
public sealed record ByteLevelVocabulary(
    IReadOnlyList<string> Tokens, IReadOnlyList<TokenMerge> Merges, IReadOnlyList<AddedToken> AddedTokens, string EndOfSequence)
{
    /// <summary>
    /// The vocabulary in which each of these is one token: specials, the 256 bytes, the words with what their merges pass through
    /// from left to right, the phrases.
    /// </summary>
    /// <param name="words">Each one word to GPT-2's split, a space before it included (<c> 57</c>).</param>
    /// <param name="phrases">Texts of several words, wherever they stand (<c>Correctness of the step:</c>).</param>
    /// <param name="endOfSequence">The first token, special.</param>
    /// <param name="specials">More special tokens.</param>
    /// <exception cref="ArgumentException">A word is several words to the split, or a text is given twice in different roles.</exception>
    public static ByteLevelVocabulary FromWords(
        IEnumerable<string> words, IEnumerable<string>? phrases = null, string endOfSequence = "<|endoftext|>",
        IEnumerable<string>? specials = null)
    {
        var wanted = words.Distinct(StringComparer.Ordinal).ToList();
        var builder = new ByteLevelVocabularyBuilder();
        foreach (var special in (specials ?? []).Prepend(endOfSequence).Distinct(StringComparer.Ordinal))
            builder.AddText(special, special: true);
        builder.AddBytes();
        wanted.ForEach(builder.AddWord);
        foreach (var phrase in (phrases ?? []).Distinct(StringComparer.Ordinal))
            builder.AddText(phrase, special: false);
        var vocabulary = new ByteLevelVocabulary(builder.Tokens, builder.Merges, builder.AddedTokens, endOfSequence);
        vocabulary.Verify(wanted);
        return vocabulary;
    }

    /// <summary>The tokenizer itself, as it will be when written and read back.</summary>
    public ITokenizer ToTokenizer()
    {
        var ids = Tokens.Select((token, id) => (token, id)).ToDictionary(t => t.token, t => t.id, StringComparer.Ordinal);
        var merges = Merges.Select((merge, rank) => (merge, rank)).ToDictionary(
            m => (ids[m.merge.Left], ids[m.merge.Right]), m => (m.rank, ids[m.merge.Left + m.merge.Right]));
        var model = new BpeModel(ids, merges, new BpeOptions(null, false, false, false));
        var parts = new TokenizerParts(
            AddedTokens, null, new ByteLevelPreTokenizer(false, Gpt2Words.Splitter), model, new ByteLevelDecoder(), [], []);
        return new Tokenizer(parts, null, ids[EndOfSequence]);
    }

    private void Verify(IEnumerable<string> words)
    {
        var tokenizer = ToTokenizer();
        foreach (var text in words.Concat(AddedTokens.Select(t => t.Content)))
        {
            var ids = tokenizer.Encode(text);
            if (ids.Length != 1 || tokenizer.Decode(ids, skipSpecialTokens: false) != text)
                throw new ArgumentException(
                    $"'{text}' comes out as {ids.Length} tokens instead of itself: it is not one word to GPT-2's split. Make it a phrase.",
                    nameof(words));
        }
    }
}
