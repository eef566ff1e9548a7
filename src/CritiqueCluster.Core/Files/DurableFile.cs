namespace CritiqueCluster.Core.Files;

/// <summary>
/// Files that are there whole or not at all, even after a power cut: written under a temporary name, flushed to the disk,
/// renamed, and the folder's entry flushed too.
/// </summary>
public static class DurableFile
{
    /// <summary>Writes or replaces a file.</summary>
    /// <param name="path">Its folder must exist.</param>
    /// <param name="write">Writes the content; must not close the stream.</param>
    /// <exception cref="EnvironmentException">The disk is full, or the folder can't be written. The old file is unharmed.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var target = Path.GetFullPath(path);
        var temporary = TemporaryName.Beside(target);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
            FolderSync.Flush(Path.GetDirectoryName(target)!);
        }
        catch (Exception e)
        {
            TemporaryName.TryDeleteFile(temporary);
            if (FileErrors.IsFileError(e))
                throw FileErrors.Writing(path, e);
            throw;
        }
    }

    /// <summary>Writes or replaces a file with these bytes.</summary>
    /// <exception cref="EnvironmentException">The file can't be written.</exception>
    public static void Write(string path, ReadOnlyMemory<byte> bytes) => Write(path, stream => stream.Write(bytes.Span));

    /// <summary>Writes or replaces a file with this text in UTF-8.</summary>
    /// <exception cref="EnvironmentException">The file can't be written.</exception>
    public static void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));
}
