using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Core.Generation;

/// <summary>Sequences to be sampled from one prompt, which is computed once.</summary>
/// <param name="Id">Names the group in results and for cancelling.</param>
/// <param name="Prompt">Token ids; at least one.</param>
/// <param name="Forced">Tokens that every continuation begins with; part of the continuation, not of the prompt.</param>
/// <param name="Members">Number and random stream of each continuation.</param>
/// <param name="Sampling">How to sample.</param>
/// <param name="Restarts">When parameters are swapped, what is under way begins again; otherwise it goes on.</param>
/// <param name="Guide">Told of each line that is sampled; null: nobody is.</param>
/// <param name="LineTokens">With a guide: a line is over after this many sampled tokens, with or without its break; 0: only with it.</param>
public sealed record PromptGroup(
    string Id, int[] Prompt, int[] Forced, IReadOnlyList<GroupMember> Members, SamplingOptions Sampling, bool Restarts = false, LineGuide? Guide = null,
    int LineTokens = 0);

/// <summary>Says what becomes of a line once it is sampled. It depends on nothing else: continuations of a group share it.</summary>
/// <param name="line">Lines sampled before it, those not counted that were sampled again.</param>
/// <param name="sampled">What was sampled of it; its line break is the end of it, the end of the sequence is not in it.</param>
/// <param name="logProbabilities">Of each of these tokens.</param>
public delegate LineFate LineGuide(int line, IReadOnlyList<int> sampled, IReadOnlyList<float> logProbabilities);

/// <summary>What becomes of a line.</summary>
/// <param name="Kind">What.</param>
/// <param name="Given">
/// Tokens that the next line, or this one where it is sampled again, begins with; fed as they are. Where the sequence ends, what stands in the
/// line's place; none: what was sampled.
/// </param>
public readonly record struct LineFate(LineFateKind Kind, IReadOnlyList<int> Given)
{
    /// <summary>The next line is the model's.</summary>
    public static LineFate Stands { get; } = new(LineFateKind.Stands, []);

    /// <summary>The sequence is over.</summary>
    public static LineFate Ends { get; } = new(LineFateKind.Ends, []);

    /// <summary>It is thrown away and sampled again, a few times at most; what that costs is counted.</summary>
    public static LineFate Again { get; } = new(LineFateKind.Again, []);

    /// <summary>The sequence is over, and its last line reads so instead; what was sampled of it counts as sampled.</summary>
    public static LineFate EndsWith(IReadOnlyList<int> given) => new(LineFateKind.Ends, given);

    /// <summary>The next line begins so.</summary>
    public static LineFate Then(IReadOnlyList<int> given) => new(LineFateKind.Stands, given);

    /// <summary>It is thrown away, and begins so instead; a guide that goes on saying so is not heard for ever.</summary>
    public static LineFate Instead(IReadOnlyList<int> given) => new(LineFateKind.Again, given);

    /// <summary>It is thrown away: these tokens stand in its place, and the next line is sampled after them.</summary>
    public static LineFate Corrected(IReadOnlyList<int> given) => new(LineFateKind.Corrected, given);
}

/// <summary>See <see cref="LineFate"/>.</summary>
public enum LineFateKind
{
    Stands,
    Ends,
    Again,
    Corrected,
}

/// <summary>One continuation of a group.</summary>
public sealed record GroupMember(int Index, ulong Stream);

/// <summary>One finished continuation; arrays cover forced and sampled tokens alike.</summary>
/// <param name="GroupId">Its group.</param>
/// <param name="Index">Its number within the group.</param>
/// <param name="Tokens">Forced, then sampled tokens, the end-of-sequence token included.</param>
/// <param name="Forced">How many were forced at the beginning.</param>
/// <param name="Sampled">How many were sampled; with a guide, what it gave is not among them.</param>
/// <param name="Discarded">Tokens sampled and thrown away, beside those.</param>
/// <param name="LogProbabilities">Natural log under the distribution sampled from; 0 where forced.</param>
/// <param name="Entropies">Nats, of the softmax at the sampling temperature before top-k and top-p; 0 where forced.</param>
/// <param name="Finish">Why it ended.</param>
/// <param name="Versions">Which parameter step sampled which of the sampled tokens.</param>
public sealed record FinishedSequence(
    string GroupId, int Index, int[] Tokens, int Forced, int Sampled, int Discarded, float[] LogProbabilities, float[] Entropies,
    FinishReason Finish, IReadOnlyList<VersionSpan> Versions)
{
    /// <summary>Parameter step that sampled the first token.</summary>
    public int Version => Versions[0].Version;
}
