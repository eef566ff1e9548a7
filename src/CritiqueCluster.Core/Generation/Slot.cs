using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Core.Generation;

/// <summary>One sequence under way.</summary>
internal sealed class Slot(PromptGroup group, GroupMember member)
{
    private readonly List<int> _tokens = [.. group.Forced];
    private readonly List<float> _logProbabilities = [.. new float[group.Forced.Length]];
    private readonly List<float> _entropies = [.. new float[group.Forced.Length]];
    private readonly List<VersionSpan> _versions = [];
    private FinishReason _finish;

    public PromptGroup Group { get; } = group;

    public GroupMember Member { get; } = member;

    /// <summary>Tokens after the prompt so far.</summary>
    public int Produced => _tokens.Count;

    /// <summary>The token fed by the next step.</summary>
    public int Next => _tokens.Count > 0 ? _tokens[^1] : Group.Prompt[^1];

    /// <summary>The position of <see cref="Next"/>.</summary>
    public int Position => Group.Prompt.Length + _tokens.Count - 1;

    /// <summary>Takes a token that a version has sampled; true if the sequence ends with it.</summary>
    public bool Accept(int token, float logProbability, float entropy, int version, HashSet<int> ends, int context)
    {
        if (_versions is [.., var last] && last.Version == version)
            _versions[^1] = last with { Tokens = last.Tokens + 1 };
        else
            _versions.Add(new VersionSpan(version, 1));
        _tokens.Add(token);
        _logProbabilities.Add(logProbability);
        _entropies.Add(entropy);
        var stopped = ends.Contains(token);
        _finish = stopped ? FinishReason.Stop : FinishReason.Length;
        return stopped || _tokens.Count >= Group.Sampling.MaxTokens || Position + 1 >= context;
    }

    public FinishedSequence Result() => new(Group.Id, Member.Index, [.. _tokens], Group.Forced.Length,
        [.. _logProbabilities], [.. _entropies], _finish, [.. _versions]);
}
