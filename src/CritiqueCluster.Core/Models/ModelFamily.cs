namespace CritiqueCluster.Core.Models;

/// <summary>Architecture families that share one decoder: they differ in a few flags of <see cref="ModelConfig"/>.</summary>
public enum ModelFamily
{
    /// <summary>Llama 2 and 3.x, SmolLM2.</summary>
    Llama,

    /// <summary>Qwen2 and 2.5: bias on q, k and v.</summary>
    Qwen2,

    /// <summary>Qwen3: RMS norm of q and k per head.</summary>
    Qwen3,
}
