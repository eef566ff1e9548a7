using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Core.Generation;

/// <summary>Sequences to be sampled from one prompt, which is computed once.</summary>
/// <param name="Id">Names the group in results and for cancelling.</param>
/// <param name="Prompt">Token ids; at least one.</param>
/// <param name="Forced">Tokens that every continuation begins with; part of the continuation, not of the prompt.</param>
/// <param name="Members">Number and random stream of each continuation.</param>
/// <param name="Sampling">How to sample.</param>
/// <param name="Restarts">When parameters are swapped, what is under way begins again; otherwise it goes on.</param>
public sealed record PromptGroup(
    string Id, int[] Prompt, int[] Forced, IReadOnlyList<GroupMember> Members, SamplingOptions Sampling, bool Restarts = false);

/// <summary>One continuation of a group.</summary>
public sealed record GroupMember(int Index, ulong Stream);

/// <summary>One finished continuation; arrays cover forced and sampled tokens alike.</summary>
/// <param name="GroupId">Its group.</param>
/// <param name="Index">Its number within the group.</param>
/// <param name="Tokens">Forced, then sampled tokens, the end-of-sequence token included.</param>
/// <param name="Forced">How many were forced.</param>
/// <param name="LogProbabilities">Natural log under the distribution sampled from; 0 where forced.</param>
/// <param name="Entropies">Nats, of the softmax at the sampling temperature before top-k and top-p; 0 where forced.</param>
/// <param name="Finish">Why it ended.</param>
/// <param name="Versions">Which parameter step sampled which of the sampled tokens.</param>
public sealed record FinishedSequence(
    string GroupId, int Index, int[] Tokens, int Forced, float[] LogProbabilities, float[] Entropies,
    FinishReason Finish, IReadOnlyList<VersionSpan> Versions)
{
    /// <summary>Parameter step that sampled the first token.</summary>
    public int Version => Versions[0].Version;
}
