using CritiqueCluster.Actors.Parameters;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Node.Parameters;

/// <summary>
/// Brings one version into the cache: its manifest, then from the version before it and a delta, or else all of its bytes. Whatever
/// comes is checked as it comes, and asked for again elsewhere if it is wrong; what is there is not asked for again.
/// </summary>
/// <param name="version">What is wanted.</param>
/// <param name="locations">Who has it; may grow.</param>
/// <param name="parts">What it works with.</param>
internal sealed class ParameterDownload(ParameterVersion version, ParameterLocations locations, FetcherParts parts)
{
    private const int MostManifests = 3;

    private readonly PeerChoice _peers = new($"{version.Model} version {version.Step}", locations);

    /// <summary>Does it.</summary>
    /// <returns>The folder.</returns>
    /// <exception cref="EnvironmentException">Nobody gives it, or the cache can't be written.</exception>
    public async Task<string> RunAsync(CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var (manifest, from) = await _peers.AskAsync(peer => ManifestAsync(peer, cancellation), cancellation);
            using var staged = parts.Cache.Stage(manifest);
            try
            {
                await FillAsync(staged, cancellation);
                await staged.CheckHashAsync();
                return parts.Cache.Publish(staged);
            }
            catch (InvalidDataException e)
            {
                // Every piece was what the manifest said: the manifest is to blame.
                Note(e.Message);
                staged.Dispose();
                parts.Cache.Discard(version);
                _peers.Blame(from, e.Message);
                if (tries == MostManifests)
                    throw new EnvironmentException($"{version.Model} version {version.Step} could not be fetched: {e.Message}", e);
            }
        }
    }

    private async Task<(ParameterManifest, Uri)> ManifestAsync(Uri peer, CancellationToken cancellation)
    {
        var manifest = await parts.Client.ManifestAsync(peer, cancellation);
        return manifest.Version == version
            ? (manifest, peer)
            : throw new PeerException(PeerTrouble.Wrong, $"{peer.Authority} has version {manifest.Version.Step} with {manifest.Version.Hash} in the place of {version.Step} with {version.Hash}");
    }

    private async Task FillAsync(StagedVersion staged, CancellationToken cancellation)
    {
        if (parts.Library.Before(version) is { } basis)
            await TryDeltaAsync(staged, basis, cancellation);
        foreach (var file in staged.Manifest.Files)
            await FetchAsync(staged, file, file.Bytes, cancellation);
    }

    /// <summary>Asks for the bytes of a file from where it stands up to an end, of whom it takes.</summary>
    private async Task FetchAsync(StagedVersion staged, ManifestFile file, long end, CancellationToken cancellation)
    {
        while (staged.PositionOf(file) < end)
            await _peers.AskAsync(async peer =>
            {
                var begin = staged.PositionOf(file);
                var wanted = new WantedBytes(PeerClient.Under(peer, $"files/{file.Name}"), begin, end < file.Bytes ? end : null) { Tag = version.Hash };
                try
                {
                    await parts.Client.ReadAsync(wanted, coming => Check(coming, wanted, file.Bytes), bytes => staged.Append(file, bytes), cancellation);
                }
                catch (PeerException e) when (e.Trouble == PeerTrouble.Wrong)
                {
                    Note(e.Message);
                    throw;
                }
                finally
                {
                    if (staged.PositionOf(file) > begin)
                        _peers.Helped(peer);
                }
                return 0;
            }, cancellation);
    }

    /// <summary>Uses a delta if there is one and it is less than what is missing; whatever is wrong with it, the full version is still to be had.</summary>
    private async Task TryDeltaAsync(StagedVersion staged, HeldVersion basis, CancellationToken cancellation)
    {
        var missing = staged.Manifest.Files.Sum(file => file.Bytes - staged.PositionOf(file));
        if (missing == 0)
            return;
        using var use = parts.Library.Use(basis.Version);
        try
        {
            var path = await new DeltaDownload(basis.Version, version, locations, parts, missing).RunAsync(cancellation);
            if (path is null)
                return;
            using (var delta = DeltaFile.Open(path))
            {
                delta.CheckIsBetween(basis.Version, version);
                using var opened = ModelFolder.Open(basis.Folder);
                await FillAsync(staged, new DeltaFill(opened, await basis.Manifest.Value, delta), cancellation);
            }
            parts.Deltas.Adopt(path, basis.Version, version);
        }
        catch (Exception e) when (e is InvalidDataException or ConfigurationException or EnvironmentException or IOException)
        {
            Note($"the delta from version {basis.Version.Step} is of no use: {e.Message}");
        }
        finally
        {
            File.Delete(parts.Deltas.PartFor(basis.Version, version)); // if it was not adopted
        }
    }

    private async Task FillAsync(StagedVersion staged, DeltaFill fill, CancellationToken cancellation)
    {
        foreach (var file in staged.Manifest.Files)
            while (staged.PositionOf(file) < file.Bytes && await Task.Run(() => fill.Fill(staged, file), cancellation) is { } piece)
                await FetchAsync(staged, file, piece.End, cancellation);
    }

    private static void Check(ComingBytes coming, WantedBytes wanted, long bytes)
    {
        if (coming.From != wanted.From || coming.Total != bytes)
            throw new InvalidDataException($"the file has {coming.Total} bytes from {coming.From} on, not {bytes} from {wanted.From} on.");
    }

    private void Note(string message) => parts.Note($"{version.Model} version {version.Step}: {message}");
}
