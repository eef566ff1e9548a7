using CritiqueCluster.Core.Files;
using Microsoft.Win32.SafeHandles;

namespace CritiqueCluster.Core.Parameters;

/// <summary>Reads a file through and cuts it into the pieces of a manifest.</summary>
internal static class ManifestScan
{
    private const int ChunkBytes = 1 << 20;

    /// <param name="path">The file.</param>
    /// <param name="tensors">Where tensors begin in it, in order; other bytes become pieces of their own.</param>
    public static ManifestFile File(string path, IEnumerable<(long Offset, ManifestTensor Tensor)> tensors)
    {
        try
        {
            using var handle = System.IO.File.OpenHandle(path);
            var pieces = new List<ManifestPiece>();
            var (buffer, end) = (new byte[ChunkBytes], 0L);
            foreach (var (offset, tensor) in tensors.Append((RandomAccess.GetLength(handle), null!)))
            {
                if (offset > end)
                    pieces.Add(Piece(handle, end, offset - end, null, buffer));
                if (tensor is { Info.Bytes: > 0 })
                    pieces.Add(Piece(handle, offset, tensor.Info.Bytes, tensor, buffer));
                end = offset + (tensor?.Info.Bytes ?? 0);
            }
            return new(Path.GetFileName(path), pieces);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Reading(path, e);
        }
    }

    /// <summary>The checksum of a stretch of a file.</summary>
    /// <exception cref="IOException">The file is shorter.</exception>
    public static Checksum ChecksumOf(SafeFileHandle handle, long offset, long bytes, byte[] buffer)
    {
        var checksum = new RunningChecksum();
        while (bytes > 0)
        {
            var read = RandomAccess.Read(handle, buffer.AsSpan(0, (int)Math.Min(buffer.Length, bytes)), offset);
            if (read == 0)
                throw new EndOfStreamException($"it ends at byte {offset}");
            checksum.Append(buffer.AsSpan(0, read));
            (offset, bytes) = (offset + read, bytes - read);
        }
        return checksum.Take();
    }

    private static ManifestPiece Piece(SafeFileHandle handle, long offset, long bytes, ManifestTensor? tensor, byte[] buffer) =>
        new(offset, bytes, ChecksumOf(handle, offset, bytes, buffer), tensor);
}
