using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>How characters outside the vocabulary are treated, and other habits of a BPE model.</summary>
/// <param name="UnknownToken">Stands for a character without a token; null: such a character vanishes.</param>
/// <param name="FuseUnknown">A run of unknown characters becomes one unknown token.</param>
/// <param name="ByteFallback">A character without a token becomes its bytes' tokens <c>&lt;0xE2&gt;</c> first.</param>
/// <param name="IgnoreMerges">A word that is itself a token becomes it, whatever the merges say.</param>
internal sealed record BpeOptions(string? UnknownToken, bool FuseUnknown, bool ByteFallback, bool IgnoreMerges);

/// <summary>Byte-pair encoding of words (arXiv 1508.07909): the pair with the lowest rank merges first, leftmost of equals.</summary>
internal sealed class BpeModel
{
    private const int CachedWordLength = 64;
    private const int CachedWords = 100_000;
    private readonly Dictionary<string, int> _vocabulary;
    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> _merges;
    private readonly BpeOptions _options;
    private readonly int? _unknown;
    private readonly int[] _byteTokens;
    private readonly ConcurrentDictionary<string, int[]> _cache = new(StringComparer.Ordinal);

    /// <param name="vocabulary">Token to id.</param>
    /// <param name="merges">Pairs of ids with their rank and what they become.</param>
    /// <param name="options">Habits; its unknown token is in the vocabulary.</param>
    public BpeModel(
        Dictionary<string, int> vocabulary, Dictionary<(int Left, int Right), (int Rank, int Merged)> merges, BpeOptions options)
    {
        _vocabulary = vocabulary;
        _merges = merges;
        _options = options;
        _unknown = options.UnknownToken is { } token ? vocabulary[token] : null;
        _byteTokens = [.. Enumerable.Range(0, 256).Select(b => vocabulary.GetValueOrDefault(ByteToken((byte)b), -1))];
    }

    public IReadOnlyDictionary<string, int> Vocabulary => _vocabulary;

    /// <summary>The token that stands for a byte under byte fallback.</summary>
    public static string ByteToken(byte value) => $"<0x{value.ToString("X2", CultureInfo.InvariantCulture)}>";

    /// <summary>Ids of one word.</summary>
    public int[] Encode(string word)
    {
        if (word.Length > CachedWordLength)
            return EncodeUncached(word);
        if (_cache.TryGetValue(word, out var ids))
            return ids;
        ids = EncodeUncached(word);
        if (_cache.Count < CachedWords)
            _cache.TryAdd(word, ids);
        return ids;
    }

    private int[] EncodeUncached(string word)
    {
        if (_options.IgnoreMerges && _vocabulary.TryGetValue(word, out var whole))
            return [whole];
        return new MergingWord(Characters(word)).MergeAll(_merges);
    }

    private List<int> Characters(string word)
    {
        var ids = new List<int>(word.Length);
        var afterUnknown = false;
        foreach (var rune in word.EnumerateRunes())
        {
            var known = _vocabulary.TryGetValue(rune.ToString(), out var id);
            if (known)
                ids.Add(id);
            else if (!TryAddBytes(rune, ids))
            {
                if (_unknown is { } unknown && !(afterUnknown && _options.FuseUnknown))
                    ids.Add(unknown);
                afterUnknown = true;
                continue;
            }
            afterUnknown = false;
        }
        return ids;
    }

    private bool TryAddBytes(Rune rune, List<int> ids)
    {
        if (!_options.ByteFallback)
            return false;
        Span<byte> bytes = stackalloc byte[4];
        bytes = bytes[..rune.EncodeToUtf8(bytes)];
        foreach (var value in bytes)
            if (_byteTokens[value] < 0)
                return false;
        foreach (var value in bytes)
            ids.Add(_byteTokens[value]);
        return true;
    }
}
