using System.Security.Cryptography;

namespace CritiqueCluster.Actors.Certificates;

/// <summary>What a node's certificate is for: every node answers, and every node asks.</summary>
internal static class KeyPurposes
{
    /// <summary>Extended key usage of who answers.</summary>
    public static Oid Server => new("1.3.6.1.5.5.7.3.1");

    /// <summary>Extended key usage of who asks.</summary>
    public static Oid Client => new("1.3.6.1.5.5.7.3.2");
}
