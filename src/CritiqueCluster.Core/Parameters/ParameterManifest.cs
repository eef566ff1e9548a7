using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Safetensors;

namespace CritiqueCluster.Core.Parameters;

/// <summary>
/// Every byte of a version's folder, file by file, in pieces that are checked one by one as they arrive. Equal folders have equal
/// manifests. It says what to expect; that all of it together is the version, only the version's hash says.
/// </summary>
/// <param name="Version">What the folder holds.</param>
/// <param name="Files">In ordinal order of names.</param>
public sealed record ParameterManifest(ParameterVersion Version, IReadOnlyList<ManifestFile> Files)
{
    /// <summary>Size of all files in bytes.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);

    /// <summary>Reads a folder through once.</summary>
    /// <param name="version">Its name; that its hash is the folder's is not checked here.</param>
    /// <param name="folder">The model.</param>
    /// <exception cref="EnvironmentException">A file can't be read.</exception>
    public static ParameterManifest Of(ParameterVersion version, ModelFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var tensors = folder.Parameters.Tensors
            .Select(t => (Home: folder.HomeOf(t.Key), Tensor: new ManifestTensor(t.Key, t.Value)))
            .ToLookup(t => Path.GetFileName(t.Home.File.Path), t => (Offset: t.Home.File.OffsetOf(t.Home.Name), t.Tensor));
        return new(version, [.. folder.FileNames.Select(name =>
            ManifestScan.File(Path.Combine(folder.Path, name), tensors[name].OrderBy(t => t.Offset).ThenBy(t => t.Tensor.Info.Bytes)))]);
    }
}

/// <summary>One file of a version.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Pieces">Its content from beginning to end, without a gap.</param>
public sealed record ManifestFile(string Name, IReadOnlyList<ManifestPiece> Pieces)
{
    /// <summary>Its size.</summary>
    public long Bytes => Pieces.Count == 0 ? 0 : Pieces[^1].End;
}

/// <summary>A stretch of a file that is checked as a whole: one tensor, or what is between tensors (headers, other files).</summary>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Bytes">How many.</param>
/// <param name="Checksum">Of these bytes.</param>
/// <param name="Tensor">Which tensor; null for other bytes.</param>
public sealed record ManifestPiece(long Offset, long Bytes, Checksum Checksum, ManifestTensor? Tensor)
{
    /// <summary>First byte behind it.</summary>
    public long End => Offset + Bytes;
}

/// <summary>A parameter.</summary>
/// <param name="Name">The name that it is hashed under; not always the one that it has in the file (<see cref="StoredParameters"/>).</param>
/// <param name="Info">Type and shape.</param>
public sealed record ManifestTensor(string Name, TensorInfo Info);
