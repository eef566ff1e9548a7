namespace CritiqueCluster.Node.Parameters;

/// <summary>Why a peer did not give what it was asked for.</summary>
internal enum PeerTrouble
{
    /// <summary>It gives to others; it can be asked again.</summary>
    Busy,

    /// <summary>It does not have it.</summary>
    Lacks,

    /// <summary>The connection was refused, cut or silent, or it answered with an error.</summary>
    Cut,

    /// <summary>What it gave is not what it should be.</summary>
    Wrong,
}

/// <summary>A peer did not give what it was asked for.</summary>
internal sealed class PeerException(PeerTrouble trouble, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public PeerTrouble Trouble => trouble;

    /// <summary>When it may be asked again.</summary>
    public TimeSpan RetryAfter { get; init; }
}
