using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Core.Generation;

/// <summary>One sequence under way.</summary>
internal sealed class Slot(PromptGroup group, GroupMember member)
{
    private const int MostAgain = 8; // Of one line: a guide that refuses what the model is sure of would never end.

    private readonly List<int> _tokens = [.. group.Forced];
    private readonly List<float> _logProbabilities = [.. new float[group.Forced.Length]];
    private readonly List<float> _entropies = [.. new float[group.Forced.Length]];
    private readonly List<VersionSpan> _versions = [];
    private readonly Queue<int> _given = new();
    private FinishReason _finish;
    private int _sampled, _discarded, _again;
    private int _line, _lineStart = group.Forced.Length;

    public PromptGroup Group { get; } = group;

    public GroupMember Member { get; } = member;

    /// <summary>Names the next token's random number: no number is used twice.</summary>
    public int Draw => _tokens.Count + _discarded;

    /// <summary>The token fed by the next step.</summary>
    public int Next => _tokens.Count > 0 ? _tokens[^1] : Group.Prompt[^1];

    /// <summary>The position of <see cref="Next"/>.</summary>
    public int Position => Group.Prompt.Length + _tokens.Count - 1;

    /// <summary>Whether the next token is given: what is drawn for it does not count.</summary>
    public bool IsGiven => _given.Count > 0;

    /// <summary>Takes a token that a version has sampled; true if the sequence ends with it.</summary>
    /// <param name="drawn">The token, with its log-probability and entropy; not looked at where the next one is given.</param>
    /// <param name="version">Step number of the parameters.</param>
    /// <param name="ends">Tokens that end a sequence.</param>
    /// <param name="lineBreaks">Tokens with a line break in them.</param>
    /// <param name="context">Positions that a sequence may have.</param>
    public bool Accept((int Token, float LogProbability, float Entropy) drawn, int version, HashSet<int> ends, IReadOnlySet<int> lineBreaks, int context)
    {
        if (_given.TryDequeue(out var given))
        {
            Add((given, 0, 0));
            _lineStart = _tokens.Count;
            return IsFull(context);
        }
        Add(drawn);
        Count(version);
        var stopped = ends.Contains(drawn.Token);
        if (Group.Guide is not null && (stopped || lineBreaks.Contains(drawn.Token) || IsLong))
            stopped = IsOver(Group.Guide, stopped);
        _finish = stopped ? FinishReason.Stop : FinishReason.Length;
        return stopped || IsFull(context);
    }

    public FinishedSequence Result() => new(Group.Id, Member.Index, [.. _tokens], Group.Forced.Length, _sampled, _discarded,
        [.. _logProbabilities], [.. _entropies], _finish, [.. _versions]);

    private bool IsOver(LineGuide guide, bool stopped)
    {
        var end = stopped ? _tokens.Count - 1 : _tokens.Count;
        var fate = guide(_line, _tokens[_lineStart..end], _logProbabilities[_lineStart..end]);
        var again = fate.Kind == LineFateKind.Again && _again < MostAgain;
        if (again || fate.Kind == LineFateKind.Corrected)
            Discard();
        if (fate is { Kind: LineFateKind.Ends, Given.Count: > 0 })
            Replace(fate.Given);
        if (again || fate.Kind is LineFateKind.Stands or LineFateKind.Corrected)
            foreach (var given in fate.Given)
                _given.Enqueue(given);
        if (again)
            return false;
        (_line, _lineStart, _again) = (_line + 1, _tokens.Count, 0);
        return stopped || fate.Kind == LineFateKind.Ends;
    }

    private bool IsLong => Group.LineTokens > 0 && _tokens.Count - _lineStart >= Group.LineTokens;

    private void Replace(IReadOnlyList<int> given)
    {
        _tokens.RemoveRange(_lineStart, _tokens.Count - _lineStart);
        _logProbabilities.RemoveRange(_lineStart, _logProbabilities.Count - _lineStart);
        _entropies.RemoveRange(_lineStart, _entropies.Count - _lineStart);
        foreach (var token in given)
            Add((token, 0, 0));
    }

    /// <summary>What the key/value cache holds of the line is written over.</summary>
    private void Discard()
    {
        var thrown = _tokens.Count - _lineStart;
        _tokens.RemoveRange(_lineStart, thrown);
        _logProbabilities.RemoveRange(_lineStart, thrown);
        _entropies.RemoveRange(_lineStart, thrown);
        for (var left = thrown; left > 0;)
        {
            var last = _versions[^1];
            var taken = Math.Min(left, last.Tokens);
            _versions.RemoveAt(_versions.Count - 1);
            if (taken < last.Tokens)
                _versions.Add(last with { Tokens = last.Tokens - taken });
            left -= taken;
        }
        _sampled -= thrown;
        _discarded += thrown;
        _again++;
    }

    private void Count(int version)
    {
        _sampled++;
        if (_versions is [.., var last] && last.Version == version)
            _versions[^1] = last with { Tokens = last.Tokens + 1 };
        else
            _versions.Add(new VersionSpan(version, 1));
    }

    private void Add((int Token, float LogProbability, float Entropy) drawn)
    {
        _tokens.Add(drawn.Token);
        _logProbabilities.Add(drawn.LogProbability);
        _entropies.Add(drawn.Entropy);
    }

    /// <summary>What a guide gives does not count against the limit of tokens.</summary>
    private bool IsFull(int context) =>
        (Group.Guide is null ? _tokens.Count : Group.Forced.Length + _sampled) >= Group.Sampling.MaxTokens || Position + 1 >= context;
}
