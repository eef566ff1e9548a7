using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

using CritiqueCluster.Actors.Certificates;

using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CritiqueCluster.Node.Parameters;

/// <summary>HTTP between nodes: over TLS, where each shows its certificate to the other, or in the clear where there are none.</summary>
internal static class PeerLink
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(10);

    /// <summary>How its addresses begin.</summary>
    public static string SchemeOf(NodeCertificates? certificates) => certificates is null ? "http" : "https";

    /// <summary>Has a server show the node's certificate, and demand one.</summary>
    public static void Demand(HttpsConnectionAdapterOptions https, NodeCertificates certificates)
    {
        https.ServerCertificate = certificates.Own;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (shown, _, _) => certificates.Refusal(shown) is null;
    }

    /// <summary>Makes connections to peers.</summary>
    public static SocketsHttpHandler Handler(NodeCertificates? certificates)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = ConnectPatience };
        if (certificates is not null)
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificateContext = SslStreamCertificateContext.Create(certificates.Own, additionalCertificates: null, offline: true),
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = (_, shown, _, _) => certificates.Refusal(shown as X509Certificate2) is { } refusal
                    ? throw new AuthenticationException($"its certificate is refused: {refusal}") // the reason goes to who asked
                    : true,
            };
        return handler;
    }
}
