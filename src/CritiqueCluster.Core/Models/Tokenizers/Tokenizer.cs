namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>The parts of a tokenizer, in the order that they work.</summary>
/// <param name="AddedTokens">Tokens found before anything else.</param>
/// <param name="Normalizer">Rewrites what lies between them; null: nothing.</param>
/// <param name="PreTokenizer">Splits that into words; null: one word.</param>
/// <param name="Model">Turns words into ids.</param>
/// <param name="Decoder">Turns tokens back into text; null: joins them with spaces.</param>
/// <param name="Prefix">Ids before a text with special tokens.</param>
/// <param name="Suffix">Ids after it.</param>
internal sealed record TokenizerParts(
    IReadOnlyList<AddedToken> AddedTokens, INormalizer? Normalizer, IPreTokenizer? PreTokenizer, BpeModel Model,
    ITokenDecoder? Decoder, IReadOnlyList<int> Prefix, IReadOnlyList<int> Suffix);

/// <summary>
/// A BPE tokenizer as Hugging Face's <c>tokenizer.json</c> describes it, with the same ids and the same text back (without the
/// clean-up of spaces that transformers may do after decoding, which loses text).
/// </summary>
public sealed class Tokenizer : ITokenizer
{
    private readonly TokenizerParts _parts;
    private readonly AddedTokenMatcher _raw;
    private readonly AddedTokenMatcher _normalized;
    private readonly Dictionary<int, string> _tokens = [];
    private readonly Dictionary<string, int> _added = new(StringComparer.Ordinal);
    private readonly HashSet<int> _special = [];

    internal Tokenizer(TokenizerParts parts, int? beginOfSequence, int endOfSequence)
    {
        _parts = parts;
        (BeginOfSequence, EndOfSequence) = (beginOfSequence, endOfSequence);
        foreach (var (token, id) in parts.Model.Vocabulary)
            _tokens[id] = token;
        foreach (var token in parts.AddedTokens)
        {
            _tokens[token.Id] = token.Content;
            _added[token.Content] = token.Id;
            if (token.Special)
                _special.Add(token.Id);
        }
        VocabularySize = _tokens.Keys.Max() + 1;
        _raw = new AddedTokenMatcher(parts.AddedTokens.Where(t => !t.Normalized));
        // What is sought in normalised text is itself normalised first.
        _normalized = new AddedTokenMatcher(
            parts.AddedTokens.Where(t => t.Normalized).Select(t => t with { Content = Normalize(t.Content) }));
    }

    /// <inheritdoc/>
    public int VocabularySize { get; }

    /// <inheritdoc/>
    public int? BeginOfSequence { get; }

    /// <inheritdoc/>
    public int EndOfSequence { get; }

    /// <summary>Reads the tokenizer of a model folder.</summary>
    /// <exception cref="ConfigurationException">A file is wrong or names a part that is not supported.</exception>
    /// <exception cref="EnvironmentException">A file can't be read.</exception>
    public static Tokenizer Load(string folder) => TokenizerFolder.Load(folder);

    /// <inheritdoc/>
    public int[] Encode(string text, bool addSpecialTokens = false)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ids = new List<int>(text.Length / 2 + 2);
        if (addSpecialTokens)
            ids.AddRange(_parts.Prefix);
        foreach (var piece in _raw.Split(text))
        {
            if (piece.Token is { } token)
                ids.Add(token);
            else
                EncodeNormalized(Normalize(piece.Text), ids);
        }
        if (addSpecialTokens)
            ids.AddRange(_parts.Suffix);
        return [.. ids];
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true)
    {
        var text = new System.Text.StringBuilder();
        var run = new List<string>(ids.Length);
        foreach (var id in ids)
        {
            if (_tokens.TryGetValue(id, out var token) && !(skipSpecialTokens && _special.Contains(id)))
                run.Add(token);
        }
        foreach (var piece in _parts.Decoder?.Decode(run) ?? [string.Join(' ', run)])
            text.Append(piece);
        return text.ToString();
    }

    /// <inheritdoc/>
    public bool IsSpecial(int id) => _special.Contains(id);

    /// <inheritdoc/>
    public int? IdOf(string token) =>
        _added.TryGetValue(token, out var id) || _parts.Model.Vocabulary.TryGetValue(token, out id) ? id : null;

    private string Normalize(string text) => _parts.Normalizer?.Normalize(text) ?? text;

    private void EncodeNormalized(string text, List<int> ids)
    {
        foreach (var piece in _normalized.Split(text))
        {
            if (piece.Token is { } token)
                ids.Add(token);
            else
                foreach (var word in _parts.PreTokenizer?.Split(piece.Text) ?? [piece.Text])
                    ids.AddRange(_parts.Model.Encode(word));
        }
    }
}
