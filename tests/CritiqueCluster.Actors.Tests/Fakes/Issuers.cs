using CritiqueCluster.Actors.Certificates;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>The issuer that nodes trust, another one, and nodes that show what either made.</summary>
internal sealed class Issuers : IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset Now = DateTimeOffset.Now;

    public CertificateAuthority Trusted { get; } = CertificateAuthority.New(Now - (10 * Day));

    public CertificateAuthority Other { get; } = CertificateAuthority.New(Now - (10 * Day));

    /// <summary>A node as it should be.</summary>
    public NodeCertificates Right() => new(Trusted.Issue("right", Now, Day), Trusted.Certificate);

    /// <summary>Trusts whom all trust, and shows what nobody should take.</summary>
    public NodeCertificates Stranger() => new(Other.Issue("stranger", Now, Day), Trusted.Certificate);

    /// <summary>Trusts whom all trust, and shows what was right until yesterday.</summary>
    public NodeCertificates Expired() => new(Trusted.Issue("expired", Now - (2 * Day), Day), Trusted.Certificate);

    public void Dispose()
    {
        Trusted.Dispose();
        Other.Dispose();
    }
}
