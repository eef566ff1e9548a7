using CritiqueCluster.Core.Files;
using Microsoft.Win32.SafeHandles;

namespace CritiqueCluster.Core.Parameters;

/// <summary>A file that grows by its next bytes, each piece checked when its last byte is there. Not thread-safe, but for reading what is checked.</summary>
internal sealed class StagedFile : IDisposable
{
    private const int ChunkBytes = 1 << 20;

    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private readonly RunningChecksum _checksum = new();
    private int _piece;

    /// <summary>Goes on with what is there: what is whole is checked again.</summary>
    /// <exception cref="EnvironmentException">The file can't be written.</exception>
    public StagedFile(string path, ManifestFile file)
    {
        (_path, File) = (path, file);
        _handle = InFile(() => System.IO.File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite));
        InFile(Recover);
    }

    /// <summary>What it will be.</summary>
    public ManifestFile File { get; }

    /// <summary>The next byte that is wanted.</summary>
    public long Position { get; private set; }

    /// <summary>Up to here it is what it should be.</summary>
    public long Checked => _piece == 0 ? 0 : File.Pieces[_piece - 1].End;

    /// <summary>Adds the next bytes.</summary>
    /// <exception cref="InvalidDataException">A piece is not what the manifest says, or there are more bytes than that; the file ends before that piece again.</exception>
    /// <exception cref="EnvironmentException">The disk is full, or the file can't be written.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_piece == File.Pieces.Count)
                throw new InvalidDataException($"More bytes came than {File.Name} has.");
            var piece = File.Pieces[_piece];
            var part = bytes[..(int)Math.Min(bytes.Length, piece.End - Position)];
            Write(part);
            bytes = bytes[part.Length..];
            if (Position == piece.End)
                CheckPiece(piece);
        }
    }

    /// <summary>Forgets what there is of the piece under way.</summary>
    public void Rewind()
    {
        Position = Checked;
        _ = _checksum.Take();
        InFile(() => RandomAccess.SetLength(_handle, Position));
    }

    /// <summary>Reads bytes of checked pieces.</summary>
    public void Read(long offset, Span<byte> destination)
    {
        while (destination.Length > 0)
        {
            var read = RandomAccess.Read(_handle, destination, offset);
            if (read == 0)
                throw new EndOfStreamException($"{_path} ends at byte {offset}.");
            destination = destination[read..];
            offset += read;
        }
    }

    public void Dispose() => _handle.Dispose();

    private void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, Position);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Writing(_path, e);
        }
        _checksum.Append(bytes);
        Position += bytes.Length;
    }

    private void CheckPiece(ManifestPiece piece)
    {
        if (_checksum.Take() == piece.Checksum)
        {
            _piece++;
            return;
        }
        Rewind();
        throw new InvalidDataException(piece.Tensor is { } tensor
            ? $"Tensor '{tensor.Name}' in {File.Name} is damaged."
            : $"Bytes {piece.Offset} to {piece.End} of {File.Name} are damaged.");
    }

    private void Recover()
    {
        var (length, buffer) = (Math.Min(RandomAccess.GetLength(_handle), File.Bytes), new byte[ChunkBytes]);
        RandomAccess.SetLength(_handle, length);
        while (Position < length)
        {
            var chunk = buffer.AsSpan(0, (int)Math.Min(buffer.Length, Math.Min(length, File.Pieces[_piece].End) - Position));
            Read(Position, chunk);
            _checksum.Append(chunk);
            Position += chunk.Length;
            if (Position < File.Pieces[_piece].End)
                continue;
            if (_checksum.Take() != File.Pieces[_piece].Checksum)
            {
                Rewind();
                return;
            }
            _piece++;
        }
    }

    private void InFile(Action action) => InFile(() =>
    {
        action();
        return 0;
    });

    private T InFile<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Writing(_path, e);
        }
    }
}
