namespace CritiqueCluster.Core.Exploration;

/// <summary>How an attempt came about.</summary>
public enum AttemptSource
{
    /// <summary>Sampled from the problem alone.</summary>
    Sampled,

    /// <summary>A refinement written from the problem, an attempt and its critique.</summary>
    Rewritten,

    /// <summary>A refinement that continues from the last good step of an attempt.</summary>
    Continued,
}

/// <summary>Why generation ended.</summary>
public enum FinishReason
{
    /// <summary>The end-of-sequence token was sampled.</summary>
    Stop,

    /// <summary>The token limit was reached.</summary>
    Length,
}

/// <summary>One sampled solution. Arrays have one entry per token of <see cref="Tokens"/>, forced ones included.</summary>
/// <param name="Index">Number of the attempt within its exploration, from 0; names its random stream.</param>
/// <param name="Source">Sampled, rewritten or continued.</param>
/// <param name="Parent">Index of the attempt that a refinement refines; null for a sampled one.</param>
/// <param name="Text">The solution's text (for a continued one, the good steps and what was added).</param>
/// <param name="Tokens">Token ids of the solution after the prompt; a final end-of-sequence token is included.</param>
/// <param name="Forced">How many leading tokens were given (good steps), not sampled.</param>
/// <param name="LogProbabilities">Natural-log probability of each token under the distribution sampled from; 0 for forced tokens.</param>
/// <param name="Entropies">Entropy in nats of that distribution before top-k/top-p; 0 for forced tokens.</param>
/// <param name="Finish">Why it ended.</param>
/// <param name="PolicyVersion">Step number of the parameter version that sampled it; where there were several, its first token.</param>
/// <param name="Versions">Which version sampled which of the sampled tokens, in their order; null where one version sampled all.</param>
/// <param name="Discarded">Tokens that were sampled beside them and thrown away: steps that a critique had called wrong.</param>
/// <param name="Verdict">Where a program of the user's judges (<c>Problems.Checker=Command</c>): what it said; else null.</param>
public sealed record Attempt(
    int Index, AttemptSource Source, int? Parent, string Text, int[] Tokens, int Forced,
    float[] LogProbabilities, float[] Entropies, FinishReason Finish, int PolicyVersion, IReadOnlyList<VersionSpan>? Versions = null, int Discarded = 0,
    AttemptVerdict? Verdict = null)
{
    /// <summary>Sampled tokens that are in it.</summary>
    public int SampledTokens => Tokens.Length - Forced;

    /// <summary>What the attempt cost: sampled tokens, those included that were thrown away.</summary>
    public int GeneratedTokens => SampledTokens + Discarded;

    /// <summary>The oldest version that sampled a token of it.</summary>
    public int OldestVersion => Versions?.Min(span => span.Version) ?? PolicyVersion;
}

/// <summary>The verdict of a program of the user's on an attempt. It is journalled with the attempt, so that the program is asked once.</summary>
/// <param name="Right">Whether the final answer is right; false where there is no verdict.</param>
/// <param name="Answer">The answer that it found in the solution; null if it named none.</param>
/// <param name="Reason">Why, in its words; null if it did not say.</param>
/// <param name="Failure">Why there is no verdict: the program failed on this attempt again and again. Null where there is one.</param>
public sealed record AttemptVerdict(bool Right, string? Answer = null, string? Reason = null, string? Failure = null);

/// <summary>Tokens in a row that the same parameters sampled.</summary>
/// <param name="Version">Step number of the parameter version.</param>
/// <param name="Tokens">How many.</param>
public sealed record VersionSpan(int Version, int Tokens);

/// <summary>A critique of one attempt, with what it cost.</summary>
/// <param name="Attempt">Index of the criticised attempt.</param>
/// <param name="Critique">The parsed critique; null if the critic's text could not be read.</param>
/// <param name="Text">The critic's text as written.</param>
/// <param name="GeneratedTokens">Tokens the critic sampled (0 for the exact critic).</param>
/// <param name="CriticVersion">Step number of the critic's parameter version, of its first token where several wrote it; -1 for the exact critic.</param>
public sealed record AttemptCritique(
    int Attempt, Critique.SolutionCritique? Critique, string Text, int GeneratedTokens, int CriticVersion);
