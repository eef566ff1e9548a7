using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CritiqueCluster.Actors.Certificates;

/// <summary>A private issuer of nodes' certificates, for those who have none: RFC 5280, keys on the curve P-256.</summary>
/// <param name="certificate">Its certificate, with the private key.</param>
public sealed class CertificateAuthority(X509Certificate2 certificate) : IDisposable
{
    /// <summary>For how long one that is made here is valid, in days.</summary>
    public const int Days = 3650;

    private const int SerialBytes = 16;

    /// <summary>Clocks of machines differ.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <summary>Its certificate, with the private key.</summary>
    public X509Certificate2 Certificate => certificate;

    /// <summary>A new one.</summary>
    /// <param name="now">When it begins to be valid.</param>
    public static CertificateAuthority New(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = $"CN=critique {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}"; // so that two are told apart
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return new CertificateAuthority(request.CreateSelfSigned(now - Slack, now.AddDays(Days)));
    }

    /// <summary>A certificate for a node, with its private key; never valid for longer than the issuer.</summary>
    /// <param name="name">The node's common name.</param>
    /// <param name="now">When it begins to be valid.</param>
    /// <param name="validity">For how long.</param>
    public X509Certificate2 Issue(string name, DateTimeOffset now, TimeSpan validity)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(name);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([KeyPurposes.Server, KeyPurposes.Client], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var issued = request.Create(certificate, Later(now - Slack, certificate.NotBefore), Earlier(now + validity, certificate.NotAfter), RandomNumberGenerator.GetBytes(SerialBytes));
        return issued.CopyWithPrivateKey(key);
    }

    /// <inheritdoc/>
    public void Dispose() => certificate.Dispose();

    private static DateTimeOffset Later(DateTimeOffset one, DateTime other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTime other) => one < other ? one : other;
}
