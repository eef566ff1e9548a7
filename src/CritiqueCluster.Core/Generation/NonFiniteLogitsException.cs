namespace CritiqueCluster.Core.Generation;

/// <summary>A model gives logits that are not finite numbers, so that nothing can be sampled from them.</summary>
internal sealed class NonFiniteLogitsException : ArithmeticException
{
    public NonFiniteLogitsException() { }

    public NonFiniteLogitsException(string message) : base(message) { }

    public NonFiniteLogitsException(string message, Exception inner) : base(message, inner) { }

    /// <param name="version">Step number of the parameters.</param>
    public NonFiniteLogitsException(int version) : base($"the logits of version {version} are not finite numbers") { }
}
