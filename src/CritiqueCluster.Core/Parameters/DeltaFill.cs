using CritiqueCluster.Core.Models;

namespace CritiqueCluster.Core.Parameters;

/// <summary>Puts a version together from the one before it and a delta. What is in neither of them (a changed config) is left to others.</summary>
/// <param name="basis">The base.</param>
/// <param name="basisManifest">Its manifest.</param>
/// <param name="delta">From the base to what is staged.</param>
public sealed class DeltaFill(ModelFolder basis, ParameterManifest basisManifest, DeltaFile delta)
{
    private const int ChunkBytes = 1 << 20;

    private readonly Dictionary<(long, Checksum), (string File, long Offset)> _others = basisManifest.Files
        .SelectMany(file => file.Pieces.Where(piece => piece.Tensor is null).Select(piece => (Key: (piece.Bytes, piece.Checksum), Home: (file.Name, piece.Offset))))
        .DistinctBy(piece => piece.Key).ToDictionary(piece => piece.Key, piece => piece.Home);

    /// <summary>Adds pieces to a file until one is met that neither base nor delta has.</summary>
    /// <returns>That piece; null when the file is whole.</returns>
    /// <exception cref="InvalidDataException">Base and delta do not give what the manifest says. The file ends before that piece.</exception>
    public ManifestPiece? Fill(StagedVersion staged, ManifestFile file)
    {
        ArgumentNullException.ThrowIfNull(staged);
        staged.Rewind(file);
        var begin = staged.PositionOf(file);
        foreach (var piece in file.Pieces.Where(piece => piece.Offset >= begin))
        {
            if (piece.Tensor is { } tensor && basis.Parameters.Tensors.ContainsKey(tensor.Name))
                delta.Apply(tensor.Name, basis.Parameters, bytes => staged.Append(file, bytes));
            else if (_others.TryGetValue((piece.Bytes, piece.Checksum), out var home))
                Copy(staged, file, Path.Combine(basis.Path, home.File), home.Offset, piece.Bytes);
            else
                return piece;
            if (staged.PositionOf(file) != piece.End)
                throw new InvalidDataException($"The base's bytes do not fill {file.Name} as the manifest says.");
        }
        return null;
    }

    private static void Copy(StagedVersion staged, ManifestFile file, string source, long offset, long bytes)
    {
        using var handle = File.OpenHandle(source);
        var buffer = new byte[(int)Math.Min(bytes, ChunkBytes)];
        for (var end = offset + bytes; offset < end;)
        {
            var read = RandomAccess.Read(handle, buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - offset)), offset);
            if (read == 0)
                return;
            staged.Append(file, buffer.AsSpan(0, read));
            offset += read;
        }
    }
}
