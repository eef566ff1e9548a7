namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>Collects tokens and merges so that every word added is one token.</summary>
internal sealed class ByteLevelVocabularyBuilder
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> _merges = [];

    public List<string> Tokens { get; } = [];

    public List<TokenMerge> Merges { get; } = [];

    public List<AddedToken> AddedTokens { get; } = [];

    public void AddBytes()
    {
        for (var value = 0; value < 256; value++)
            IdOf(ByteLevelAlphabet.CharOf((byte)value).ToString());
    }

    /// <summary>Adds a token that is found before text is split.</summary>
    public void AddText(string text, bool special)
    {
        if (text.Length == 0 || _ids.ContainsKey(text))
            throw new ArgumentException($"'{text}' is empty or is a token already: it can't be added as a special token or phrase too.");
        AddedTokens.Add(new AddedToken(IdOf(text), text, special));
    }

    /// <summary>
    /// Adds merges until the word is one token: of what the merges so far leave of it, always the first two. Such a merge ranks after
    /// all others, so it is reached only where those leave two tokens, and never in a word that they made one.
    /// </summary>
    public void AddWord(string word)
    {
        var symbols = ByteLevelAlphabet.Encode(word).Select(c => _ids[c.ToString()]).ToList();
        for (var left = new MergingWord(symbols).MergeAll(_merges); left.Length > 1; left = new MergingWord(symbols).MergeAll(_merges))
        {
            var (first, second) = (Tokens[left[0]], Tokens[left[1]]);
            _merges[(left[0], left[1])] = (Merges.Count, IdOf(first + second));
            Merges.Add(new TokenMerge(first, second));
        }
    }

    private int IdOf(string token)
    {
        if (_ids.TryGetValue(token, out var id))
            return id;
        Tokens.Add(token);
        return _ids[token] = Tokens.Count - 1;
    }
}
