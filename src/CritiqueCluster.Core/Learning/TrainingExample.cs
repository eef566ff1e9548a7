namespace CritiqueCluster.Core.Learning;

/// <summary>A token sequence whose tail is learned.</summary>
/// <param name="Tokens">Prompt and completion.</param>
/// <param name="PromptLength">Tokens of the prompt, forced ones included: they are read, not learned.</param>
/// <param name="Sampled">What a policy gradient needs to know of the tail; null for supervised examples.</param>
/// <param name="Answers">
/// What is learned instead of the tail, place by place: what stands there in <paramref name="Tokens"/> may be something else. Null: the tail.
/// </param>
public sealed record TrainingExample(
    int[] Tokens, int PromptLength, SampledTail? Sampled = null, IReadOnlyList<TokenAnswer>? Answers = null)
{
    /// <summary>Tokens that the loss is taken on.</summary>
    public int Learned => Answers?.Count ?? Tokens.Length - PromptLength;
}

/// <summary>What a model is to say at a place.</summary>
/// <param name="After">Index of the token that it says it after; not the last one.</param>
/// <param name="Token">What it is to say.</param>
public readonly record struct TokenAnswer(int After, int Token);
