using System.Security.Cryptography.X509Certificates;

namespace CritiqueCluster.Actors.Certificates;

/// <summary>
/// Who a node is, and whom it trusts: those whose certificate the one trusted issuer made, whatever the system trusts, for both
/// directions of a connection, since every node asks and answers. Names of hosts are not compared: nodes come and go.
/// </summary>
/// <param name="own">What the node shows of itself, with its private key.</param>
/// <param name="issuer">Who made the certificates of all nodes.</param>
/// <param name="subject">The subject that a peer's certificate must have; null: any.</param>
public sealed class NodeCertificates(X509Certificate2 own, X509Certificate2 issuer, X500DistinguishedName? subject = null) : IDisposable
{
    /// <summary>What the node shows of itself, with its private key.</summary>
    public X509Certificate2 Own => own;

    /// <summary>Why a certificate is refused; null: it is not.</summary>
    /// <param name="shown">What a peer shows of itself.</param>
    public string? Refusal(X509Certificate2? shown)
    {
        if (shown is null)
            return "no certificate was shown";
        using var chain = new X509Chain { ChainPolicy = Policy() };
        if (!chain.Build(shown))
            return string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct());
        if (chain.ChainElements.Count != 2)
            return "it was not made by the trusted issuer itself";
        return subject is null || subject.Name == shown.SubjectName.Name ? null : $"its subject is {shown.SubjectName.Name}, not {subject.Name}";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        own.Dispose();
        issuer.Dispose();
    }

    private X509ChainPolicy Policy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { issuer },
        ApplicationPolicy = { KeyPurposes.Server, KeyPurposes.Client },
        RevocationMode = X509RevocationMode.NoCheck, // a private issuer has no list; a short validity does its work
        DisableCertificateDownloads = true,
    };
}
