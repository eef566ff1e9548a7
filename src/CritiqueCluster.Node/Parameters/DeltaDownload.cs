using CritiqueCluster.Actors.Parameters;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Node.Parameters;

/// <summary>Brings a delta into a file, and goes on where a connection was cut as long as the peers have the same bytes.</summary>
/// <param name="from">The base.</param>
/// <param name="to">The target.</param>
/// <param name="locations">Who has the target.</param>
/// <param name="parts">What it works with.</param>
/// <param name="limit">In bytes: a larger delta is of no use.</param>
internal sealed class DeltaDownload(ParameterVersion from, ParameterVersion to, ParameterLocations locations, FetcherParts parts, long limit)
{
    private string? _tag;

    /// <summary>Does it.</summary>
    /// <returns>The file; null if nobody has a delta from this base that is small enough.</returns>
    public async Task<string?> RunAsync(CancellationToken cancellation)
    {
        var path = parts.Deltas.PartFor(from, to);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        var peers = new PeerChoice($"a delta to {to.Model} version {to.Step}", locations);
        try
        {
            await peers.AskAsync(async peer =>
            {
                var begin = file.Length;
                try
                {
                    await ReadAsync(peer, file, cancellation);
                }
                finally
                {
                    if (file.Length > begin)
                        peers.Helped(peer);
                }
                return 0;
            }, cancellation);
            return path;
        }
        catch (EnvironmentException)
        {
            return null; // nobody has one
        }
    }

    private Task ReadAsync(Uri peer, FileStream file, CancellationToken cancellation)
    {
        var uri = PeerClient.Under(peer, $"delta?from={Uri.EscapeDataString(from.Hash)}");
        var wanted = _tag is null ? new WantedBytes(uri, 0) : new WantedBytes(uri, file.Length) { SameAs = _tag };
        return parts.Client.ReadAsync(wanted, coming =>
        {
            if (coming.Total >= limit)
                throw new PeerException(PeerTrouble.Lacks, $"a delta of {coming.Total} bytes is of no use");
            _tag = coming.Tag;
            file.SetLength(coming.From);
            file.Position = coming.From;
        }, bytes =>
        {
            if (file.Length + bytes.Length > limit)
                throw new InvalidDataException("The delta is longer than it said.");
            file.Write(bytes);
        }, cancellation);
    }
}
