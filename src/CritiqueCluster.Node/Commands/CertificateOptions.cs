using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Core;

namespace CritiqueCluster.Node.Commands;

/// <summary>The options by which a command is told who this node is, and whom it trusts.</summary>
internal sealed class CertificateOptions
{
    /// <summary>Names the folder where the command line does not.</summary>
    public const string Variable = "CRITIQUE_CERTIFICATES";

    private readonly Option<string?> _folder = new("--certificates")
    {
        Description = $"Encrypt, and speak only with nodes that show a certificate of the issuer ca.crt in this folder; node.crt and node.key are this node's. [default: {Variable}]",
        HelpName = "DIR",
    };

    private readonly Option<string?> _subject = new("--peer-subject")
    {
        Description = "Trust only certificates with this subject, as in CN=worker. [default: all of the issuer's]",
        HelpName = "SUBJECT",
    };

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_folder);
        command.Add(_subject);
    }

    /// <summary>The certificates; null where none were given.</summary>
    /// <exception cref="ConfigurationException">There is no such folder, or the subject is none.</exception>
    /// <exception cref="EnvironmentException">The folder's files are of no use.</exception>
    public NodeCertificates? Read(ParseResult parsed)
    {
        var folder = parsed.GetValue(_folder) ?? Variables.Text(Variable);
        var subject = parsed.GetValue(_subject);
        if (!string.IsNullOrEmpty(folder))
            return new CertificateFolder(folder).Read(subject is null ? null : SubjectOf(subject));
        return subject is null ? null : throw new ConfigurationException("--peer-subject looks at certificates: add --certificates DIR.");
    }

    private static X500DistinguishedName SubjectOf(string text)
    {
        try
        {
            return new X500DistinguishedName(text);
        }
        catch (CryptographicException e)
        {
            throw new ConfigurationException($"--peer-subject is \"{text}\", but must be a subject as certificates have it: CN=worker,O=example.", e);
        }
    }
}
