using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Core.Generation;

/// <summary>
/// A batching engine that works in micro-steps, so that whoever drives it can listen between two of them. Not thread-safe:
/// one thread drives it, and no await may come between two calls that share tensors.
/// </summary>
/// <typeparam name="TRequest">What is asked for; carries an id.</typeparam>
/// <typeparam name="TResult">One finished unit of a request; names its request.</typeparam>
public interface IEngine<in TRequest, TResult> : IDisposable
{
    /// <summary>Units (attempts, critiques) that can be accepted now without queueing behind others.</summary>
    int FreeSlots { get; }

    /// <summary>Units that the engine works on at the same time.</summary>
    int Slots { get; }

    /// <summary>Units accepted and not finished.</summary>
    int Active { get; }

    /// <summary>Of the active units those that are generated, and only wait for somebody else (a program that judges): they take no slot.</summary>
    int Waiting => 0;

    /// <summary>Tokens sampled since the engine was made.</summary>
    long GeneratedTokens { get; }

    /// <summary>The parameters in use; null before the first <see cref="Load"/>.</summary>
    ParameterVersion? Version { get; }

    /// <summary>Swaps parameters between two steps. Work in flight goes on with the new ones, or begins again if it was asked for so.</summary>
    /// <param name="version">What is loaded; its hash is verified.</param>
    /// <param name="folder">A model folder in Hugging Face layout.</param>
    void Load(ParameterVersion version, string folder);

    /// <summary>Accepts a request.</summary>
    /// <exception cref="ArgumentException">The request can never be served (a prompt that does not fit the context).</exception>
    void Submit(TRequest request);

    /// <summary>Drops what is left of a request; unknown ids are ignored.</summary>
    void Cancel(string requestId);

    /// <summary>One decoding step over all active units; returns the units finished by it.</summary>
    IReadOnlyList<TResult> Step();

    /// <summary>
    /// How long until a step is worth taking; zero, at once, for every engine that computes. Whoever drives many engines that only wait
    /// sleeps meanwhile. A request that is submitted or cancelled may change it.
    /// </summary>
    TimeSpan Pause => TimeSpan.Zero;
}
