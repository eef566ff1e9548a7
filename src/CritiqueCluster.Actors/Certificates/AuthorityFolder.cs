using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CritiqueCluster.Core;

namespace CritiqueCluster.Actors.Certificates;

/// <summary>
/// A private issuer in a folder, <c>ca.crt</c> and <c>ca.key</c>, with a <see cref="CertificateFolder"/> below it for each node. Keys are
/// readable by their owner only, and nothing that is there is written over.
/// </summary>
/// <param name="path">The folder.</param>
public sealed class AuthorityFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The issuer's certificate, for all nodes.</summary>
    public string Certificate => Path.Combine(path, "ca.crt");

    /// <summary>The issuer's private key, which nodes do not need.</summary>
    public string Key => Path.Combine(path, "ca.key");

    /// <summary>Makes certificates for nodes, and the issuer if there is none yet.</summary>
    /// <param name="names">The nodes; each gets the folder of its name.</param>
    /// <param name="now">When they begin to be valid.</param>
    /// <param name="validity">For how long nodes' certificates are.</param>
    /// <returns>The folders of the nodes.</returns>
    /// <exception cref="ConfigurationException">A name is no name, or a node has certificates already.</exception>
    /// <exception cref="EnvironmentException">The folder can't be written, or its issuer is of no use.</exception>
    public IReadOnlyList<string> Add(IReadOnlyList<string> names, DateTimeOffset now, TimeSpan validity)
    {
        ArgumentNullException.ThrowIfNull(names);
        var folders = names.Distinct().Select(FolderFor).ToList();
        try
        {
            using var authority = Open() ?? Begin(now);
            foreach (var folder in folders)
                Write(folder, authority, now, validity);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"{path} can't be written: {e.Message} Choose another folder.", e);
        }
        return folders;
    }

    private string FolderFor(string name)
    {
        if (name.Length is 0 or > 64 || name[0] == '.' || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')) // RFC 5280: a common name has 64 characters at most
            throw new ConfigurationException($"A node can't be named \"{name}\": use letters, digits, '.', '-' and '_', 64 at most.");
        var folder = Path.Combine(path, name);
        return Path.Exists(folder)
            ? throw new ConfigurationException($"{folder} is there already, and is not written over: choose another name, or delete it.")
            : folder;
    }

    private CertificateAuthority? Open()
    {
        if (!File.Exists(Certificate) && !File.Exists(Key))
            return null;
        try
        {
            return new CertificateAuthority(X509Certificate2.CreateFromPemFile(Certificate, Key));
        }
        catch (FileNotFoundException e)
        {
            throw new EnvironmentException($"{e.FileName} is missing, and without it no more certificates can be made here. Put it back, or choose another folder.", e);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new EnvironmentException($"{Certificate} and {Key} are no issuer and its key in PEM ({e.Message.TrimEnd('.')}). Choose another folder.", e);
        }
    }

    private CertificateAuthority Begin(DateTimeOffset now)
    {
        var authority = CertificateAuthority.New(now);
        Directory.CreateDirectory(path);
        WriteKey(Key, authority.Certificate);
        Write(Certificate, authority.Certificate);
        return authority;
    }

    private static void Write(string folder, CertificateAuthority authority, DateTimeOffset now, TimeSpan validity)
    {
        using var own = authority.Issue(Path.GetFileName(folder), now, validity);
        Directory.CreateDirectory(folder);
        var files = new CertificateFolder(folder);
        WriteKey(files.Key, own);
        Write(files.Own, own);
        Write(files.Issuer, authority.Certificate);
    }

    private static void Write(string file, X509Certificate2 certificate) => Write(file, certificate.ExportCertificatePem(), secret: false);

    private static void WriteKey(string file, X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        Write(file, key.ExportPkcs8PrivateKeyPem(), secret: true);
    }

    private static void Write(string file, string pem, bool secret)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (secret && !OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly; // from its first byte on
        using var writer = new StreamWriter(file, options);
        writer.WriteLine(pem);
    }
}
