using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Tests;

namespace CritiqueCluster.Actors.Tests.Certificates;

public sealed class CertificateFolderTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Now;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_make_folders_whose_nodes_trust_each_other()
    {
        var folders = Made("ca", "a", "b");
        var later = Made("ca", "c")[0];
        using var a = new CertificateFolder(folders[0]).Read();
        using var b = new CertificateFolder(folders[1]).Read();
        using var c = new CertificateFolder(later).Read();
        using var stranger = new CertificateFolder(Made("other", "a")[0]).Read();

        Assert.True(a.Own.HasPrivateKey);
        Assert.Null(a.Refusal(b.Own));
        Assert.Null(c.Refusal(a.Own));
        Assert.NotNull(a.Refusal(stranger.Own));
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void Should_let_only_the_owner_read_keys()
    {
        var made = new CertificateFolder(Made("ca", "a")[0]);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(made.Key));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder["ca"], "ca.key")));
    }

    [Fact]
    public void Should_write_nothing_over()
    {
        Made("ca", "a");
        var before = Contents();

        var refused = Assert.Throws<ConfigurationException>(() => Made("ca", "new", "a"));

        Assert.Contains(Path.Combine(_folder["ca"], "a"), refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents());
    }

    [Theory]
    [InlineData("ca.crt")]
    [InlineData("ca.key")]
    public void Should_make_no_other_issuer_where_half_of_one_is(string lost)
    {
        Made("ca", "a");
        File.Delete(Path.Combine(_folder["ca"], lost));

        Assert.Contains(lost, Assert.Throws<EnvironmentException>(() => Made("ca", "b")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../a")]
    [InlineData(".hidden")]
    [InlineData("a,O=b")]
    public void Should_refuse_what_is_no_name(string name) => Assert.Throws<ConfigurationException>(() => Made("ca", name));

    [Fact]
    public void Should_say_that_there_is_no_folder() =>
        Assert.Contains(_folder["none"], Assert.Throws<ConfigurationException>(() => new CertificateFolder(_folder["none"]).Read()).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("ca.crt")]
    [InlineData("node.crt")]
    [InlineData("node.key")]
    public void Should_name_a_file_that_is_missing_or_damaged_or_anothers(string file)
    {
        var folder = Made("ca", "a")[0];
        var path = Path.Combine(folder, file);
        var anothers = Path.Combine(Made("other", "a")[0], file);

        File.Copy(anothers, path, overwrite: true);
        AssertNamed(folder, path);
        File.WriteAllText(path, "-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n");
        AssertNamed(folder, path);
        File.WriteAllText(path, "");
        AssertNamed(folder, path);
        File.Delete(path);
        AssertNamed(folder, path);
    }

    [Theory]
    [InlineData(-10, "until")]
    [InlineData(10, "before")]
    public void Should_say_when_a_certificate_is_valid(int days, string word)
    {
        using var authority = CertificateAuthority.New(Now.AddDays(-20));
        using var own = authority.Issue("a", Now.AddDays(days), Day);
        var folder = Written(authority, own, own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

        Assert.Contains(word, AssertNamed(folder, Path.Combine(folder, "node.crt")), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_say_that_the_issuer_is_out_of_date()
    {
        using var authority = CertificateAuthority.New(Now.AddDays(-CertificateAuthority.Days - 1));
        using var own = authority.Issue("a", Now.AddDays(-CertificateAuthority.Days), Day);
        var folder = Written(authority, own, own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

        AssertNamed(folder, Path.Combine(folder, "ca.crt"));
    }

    [Fact]
    public void Should_refuse_two_issuers()
    {
        var folder = Made("ca", "a")[0];
        File.AppendAllText(Path.Combine(folder, "ca.crt"), File.ReadAllText(Path.Combine(Made("other", "a")[0], "ca.crt")));

        Assert.Contains("2 certificates", AssertNamed(folder, Path.Combine(folder, "ca.crt")), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_take_keys_that_other_programs_made()
    {
        using var authority = CertificateAuthority.New(Now);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var issuerKey = authority.Certificate.GetECDsaPrivateKey()!;
        using var own = request.Create(authority.Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(issuerKey), Now, Now + Day, [1]);
        using var read = new CertificateFolder(Written(authority, own, key.ExportRSAPrivateKeyPem())).Read();

        Assert.True(read.Own.HasPrivateKey);
    }

    private IReadOnlyList<string> Made(string authority, params string[] names) => new AuthorityFolder(_folder[authority]).Add(names, Now, Day);

    private string Written(CertificateAuthority authority, X509Certificate2 own, string key)
    {
        _folder.Write("ca.crt", authority.Certificate.ExportCertificatePem());
        _folder.Write("node.crt", own.ExportCertificatePem());
        _folder.Write("node.key", key);
        return _folder.Path;
    }

    private SortedDictionary<string, string> Contents() =>
        new(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllText), StringComparer.Ordinal);

    private static string AssertNamed(string folder, string file)
    {
        var error = Assert.Throws<EnvironmentException>(() => new CertificateFolder(folder).Read());
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        return error.Message;
    }
}
