using System.Globalization;
using System.Net;
using System.Net.Sockets;

using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Core;

namespace CritiqueCluster.Node.Nodes;

/// <summary>Where a node can be reached.</summary>
/// <param name="Host">A name or an address.</param>
/// <param name="Port">0: any free one.</param>
internal sealed record NodeAddress(string Host, int Port)
{
    /// <summary>Whether only this machine reaches it.</summary>
    public bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Reads <c>HOST:PORT</c>.</summary>
    /// <exception cref="ConfigurationException">It is not that.</exception>
    public static NodeAddress Parse(string text, string option)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.LastIndexOf(':');
        return colon > 0 && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535
            ? new NodeAddress(text[..colon], port)
            : throw new ConfigurationException($"{option} is \"{text}\", but must be HOST:PORT.");
    }

    /// <summary>A host and a port that were given apart.</summary>
    /// <exception cref="ConfigurationException">There is no such port.</exception>
    public static NodeAddress Of(string host, int port, string option) =>
        port is >= 0 and <= 65535 ? new NodeAddress(host, port) : throw new ConfigurationException($"{option} must be from 0 to 65535.");

    /// <summary>Tells of a port that somebody listens at before anything is begun that needs it.</summary>
    /// <exception cref="EnvironmentException">It is taken, or not this machine's.</exception>
    public void RefuseIfTaken()
    {
        if (Port == 0)
            return;
        try
        {
            using var probe = new TcpListener(IPAddress.TryParse(Host == "localhost" ? "127.0.0.1" : Host, out var address) ? address : IPAddress.Any, Port);
            probe.Start();
        }
        catch (SocketException e)
        {
            throw new EnvironmentException($"Cannot listen at {Host}:{Port}: {e.Message}. Choose another port.", e);
        }
    }

    /// <summary>Without certificates nothing is encrypted and nobody is checked: other machines are let in only where that is said.</summary>
    /// <exception cref="ConfigurationException">Other machines would reach it, and that was not allowed.</exception>
    public void RefuseUnlessAllowed(NodeCertificates? certificates, bool insecure)
    {
        if (!IsLoopback && certificates is null && !insecure)
            throw new ConfigurationException($"{Host} is reached from other machines, and what is sent is neither encrypted nor checked: give --certificates DIR (`critique certificates` makes some), or say --insecure if the network may be trusted.");
    }
}
