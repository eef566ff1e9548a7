namespace CritiqueCluster.Core.Parameters;

/// <summary>Names one set of parameters.</summary>
/// <param name="Model"><c>policy</c> or <c>critic</c>.</param>
/// <param name="Step">0 for the base, then one more at each publication.</param>
/// <param name="Hash"><c>sha256:</c> and 64 hex digits over the name, type, shape and bytes of every tensor, in name order.</param>
public sealed record ParameterVersion(string Model, int Step, string Hash)
{
    /// <summary>The model that solves problems.</summary>
    public const string Policy = "policy";

    /// <summary>The model that criticises.</summary>
    public const string Critic = "critic";

    /// <summary>The folder name of the version: <c>v000004</c>.</summary>
    public string FolderName => FormattableString.Invariant($"v{Step:D6}");
}
