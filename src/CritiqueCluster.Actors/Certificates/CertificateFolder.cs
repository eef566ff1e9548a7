using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CritiqueCluster.Core;

namespace CritiqueCluster.Actors.Certificates;

/// <summary>A folder with a node's certificates in PEM: <c>ca.crt</c>, <c>node.crt</c>, <c>node.key</c>.</summary>
/// <param name="path">The folder.</param>
public sealed class CertificateFolder(string path)
{
    /// <summary>The trusted issuer.</summary>
    public string Issuer => Path.Combine(path, "ca.crt");

    /// <summary>The node's certificate.</summary>
    public string Own => Path.Combine(path, "node.crt");

    /// <summary>Its private key.</summary>
    public string Key => Path.Combine(path, "node.key");

    /// <summary>Reads them, and sees that other nodes would take what is there.</summary>
    /// <param name="subject">The subject that a peer's certificate must have; null: any.</param>
    /// <exception cref="ConfigurationException">There is no such folder.</exception>
    /// <exception cref="EnvironmentException">A file is missing, damaged, out of date, or does not go with the others.</exception>
    public NodeCertificates Read(X500DistinguishedName? subject = null)
    {
        if (!Directory.Exists(path))
            throw new ConfigurationException($"{path} is no folder with certificates. Check the path, or make one with `critique certificates`.");
        var issuer = ReadIssuer();
        var own = ReadOwn();
        RefuseIfOutOfDate(issuer, Issuer);
        RefuseIfOutOfDate(own, Own);
        return new NodeCertificates(own, issuer).Refusal(own) is { } refusal
            ? throw new EnvironmentException($"Other nodes would refuse {Own} ({refusal}). Use one that the issuer of {Issuer} made, for server and client.")
            : new NodeCertificates(own, issuer, subject);
    }

    private X509Certificate2 ReadIssuer()
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Text(Issuer));
        }
        catch (CryptographicException e)
        {
            throw NoCertificate(Issuer, e);
        }
        return certificates.Count == 1
            ? certificates[0]
            : throw new EnvironmentException($"{Issuer} holds {certificates.Count} certificates in PEM, but must hold one: that of the issuer that is trusted.");
    }

    private X509Certificate2 ReadOwn()
    {
        var text = Text(Own);
        try
        {
            using var _ = X509Certificate2.CreateFromPem(text);
        }
        catch (CryptographicException e)
        {
            throw NoCertificate(Own, e);
        }
        try
        {
            return X509Certificate2.CreateFromPem(text, Text(Key));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new EnvironmentException($"{Key} is not the key of {Own} in PEM, without a password ({e.Message.TrimEnd('.')}). Put the key there that the certificate was made for.", e);
        }
    }

    private static void RefuseIfOutOfDate(X509Certificate2 certificate, string file)
    {
        var now = DateTime.Now;
        if (now > certificate.NotAfter)
            throw new EnvironmentException($"{file} was valid until {Day(certificate.NotAfter)}. Put a new one there.");
        if (now < certificate.NotBefore)
            throw new EnvironmentException($"{file} is not valid before {Day(certificate.NotBefore)}. Check this machine's clock.");
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static EnvironmentException NoCertificate(string file, Exception e) => new($"{file} is no certificate in PEM ({e.Message.TrimEnd('.')}). Put one there.", e);

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new EnvironmentException($"{file} does not exist. Put it there, or make a folder of certificates with `critique certificates`.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"{file} can't be read: {e.Message} Check its permissions.", e);
        }
    }
}
