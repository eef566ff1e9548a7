namespace CritiqueCluster.Core.Learning;

/// <summary>A token sequence whose tail is learned.</summary>
/// <param name="Tokens">Prompt and completion.</param>
/// <param name="PromptLength">Tokens of the prompt, forced ones included: they are read, not learned.</param>
/// <param name="Sampled">What a policy gradient needs to know of the tail; null for supervised examples.</param>
public sealed record TrainingExample(int[] Tokens, int PromptLength, SampledTail? Sampled = null)
{
    /// <summary>Tokens that the loss is taken on.</summary>
    public int Learned => Tokens.Length - PromptLength;
}
