using CritiqueCluster.Core;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Parameters;

/// <summary>Brings a parameter version to this node.</summary>
public interface IParameterFetcher
{
    /// <summary>A local folder in Hugging Face layout with the version; whoever loads it verifies its hash.</summary>
    /// <param name="version">What is wanted.</param>
    /// <param name="locations">Where it is; may grow meanwhile.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="EnvironmentException">It cannot be had from there.</exception>
    Task<string> FetchAsync(ParameterVersion version, ParameterLocations locations, CancellationToken cancellation);
}

/// <summary>Versions that lie in folders that this node can read: one machine, or a shared file system.</summary>
public sealed class FolderParameterFetcher : IParameterFetcher
{
    public Task<string> FetchAsync(ParameterVersion version, ParameterLocations locations, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(locations);
        var location = locations.Origin;
        if (!location.IsFile)
            throw new EnvironmentException($"{version.Model} version {version.Step} is at {location}, which is not a folder of this machine.");
        return Directory.Exists(location.LocalPath)
            ? Task.FromResult(location.LocalPath)
            : throw new EnvironmentException($"{version.Model} version {version.Step} is not in {location.LocalPath}: the folder does not exist.");
    }
}
