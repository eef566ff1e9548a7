namespace CritiqueCluster.Core.Learning;

/// <summary>A token sequence whose tail is learned.</summary>
/// <param name="Tokens">Prompt and completion.</param>
/// <param name="PromptLength">Tokens of the prompt: they are read, not learned.</param>
public sealed record TrainingExample(int[] Tokens, int PromptLength)
{
    /// <summary>Tokens that the loss is taken on.</summary>
    public int Learned => Tokens.Length - PromptLength;
}
