using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Actors.Tests.Fakes;

namespace CritiqueCluster.Actors.Tests.Certificates;

public sealed class NodeCertificatesTests : IDisposable
{
    private const string ServerOnly = "1.3.6.1.5.5.7.3.1";
    private static readonly DateTimeOffset Now = DateTimeOffset.Now;

    private readonly Issuers _issuers = new();

    public void Dispose() => _issuers.Dispose();

    [Fact]
    public void Should_trust_whom_the_issuer_vouches_for_and_nobody_else()
    {
        using var self = _issuers.Right();
        using var right = _issuers.Right();
        using var stranger = _issuers.Stranger();
        using var expired = _issuers.Expired();

        Assert.Null(self.Refusal(right.Own));
        Assert.NotNull(self.Refusal(null));
        Assert.NotNull(self.Refusal(stranger.Own));
        Assert.Contains("expired", self.Refusal(expired.Own), StringComparison.Ordinal);
        Assert.NotNull(self.Refusal(_issuers.Trusted.Certificate));
    }

    [Fact]
    public void Should_not_be_fooled_by_an_issuer_of_the_same_name()
    {
        using var self = _issuers.Right();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(_issuers.Trusted.Certificate.SubjectName, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(_issuers.Trusted.Certificate.PublicKey, false));
        using var impostor = new CertificateAuthority(request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1)));
        using var made = impostor.Issue("node", Now, TimeSpan.FromDays(1));

        Assert.NotNull(self.Refusal(made));
    }

    [Fact]
    public void Should_not_let_a_node_vouch_for_another()
    {
        using var self = _issuers.Right();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var nodeKey = self.Own.GetECDsaPrivateKey()!;
        var request = new CertificateRequest("CN=friend", key, HashAlgorithmName.SHA256);
        using var made = request.Create(self.Own.SubjectName, X509SignatureGenerator.CreateForECDsa(nodeKey), Now.AddDays(-1), Now.AddDays(1), [1]);

        Assert.NotNull(self.Refusal(made));
    }

    [Fact]
    public void Should_refuse_a_certificate_that_was_made_for_one_direction()
    {
        using var self = _issuers.Right();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=site", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerOnly)], false));
        using var made = request.Create(_issuers.Trusted.Certificate, Now.AddDays(-1), Now.AddDays(1), [1]);

        Assert.NotNull(self.Refusal(made));
    }

    [Theory]
    [InlineData("CN=right", true)]
    [InlineData("CN=left", false)]
    [InlineData("CN=right, O=example", false)]
    public void Should_trust_only_the_subject_that_was_asked_for(string subject, bool trusted)
    {
        using var right = _issuers.Right();
        using var self = new NodeCertificates(right.Own, _issuers.Trusted.Certificate, new X500DistinguishedName(subject));

        Assert.Equal(trusted, self.Refusal(right.Own) is null);
    }
}
