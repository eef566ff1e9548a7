namespace CritiqueCluster.Core.Files;

/// <summary>Folders that are there whole or not at all, even after a power cut.</summary>
public static class DurableFolder
{
    private const string ReplacedSuffix = ".replaced";

    /// <summary>Writes a folder, replacing one of that name.</summary>
    /// <param name="path">The folder; those above it are created.</param>
    /// <param name="fill">Writes the files into the temporary folder whose path it is given.</param>
    /// <exception cref="EnvironmentException">The disk is full, or the place can't be written. What was there is unharmed.</exception>
    public static void Write(string path, Action<string> fill)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var temporary = TemporaryName.Beside(target);
        try
        {
            Create(temporary);
            fill(temporary);
            FlushTree(temporary);
            Publish(temporary, target);
            FolderSync.Flush(Path.GetDirectoryName(target)!);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Writing(path, e);
        }
        finally
        {
            TemporaryName.TryDeleteFolder(temporary);
        }
    }

    /// <summary>Creates a folder with those above it and makes their entries durable.</summary>
    /// <exception cref="EnvironmentException">It can't be created.</exception>
    public static void EnsureExists(string path)
    {
        try
        {
            Create(Path.GetFullPath(path));
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Writing(path, e);
        }
    }

    /// <summary>
    /// Deletes what writes that were cut off left in a folder (not in those below it). Only for a folder that no other process
    /// writes to at the time.
    /// </summary>
    /// <returns>How many leftovers there were.</returns>
    /// <exception cref="EnvironmentException">One can't be deleted.</exception>
    public static int RemoveLeftovers(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
                return 0;
            var replaced = Directory.GetDirectories(folder, "*" + ReplacedSuffix);
            Array.ForEach(replaced, RestoreOrDelete);
            var leftovers = Directory.GetFileSystemEntries(folder, TemporaryName.Prefix + "*");
            foreach (var path in leftovers)
            {
                if (Directory.Exists(path))
                    Directory.Delete(path, recursive: true);
                else
                    File.Delete(path);
            }
            return leftovers.Length + replaced.Length;
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Writing(folder, e);
        }
    }

    private static void Create(string path)
    {
        var parent = Path.GetDirectoryName(path);
        if (Directory.Exists(path) || parent is null)
            return;
        Create(parent);
        Directory.CreateDirectory(path);
        FolderSync.Flush(parent);
    }

    private static void FlushTree(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            // fsync asks for no right to write; Windows does.
            using var handle = File.OpenHandle(file, access: OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read);
            RandomAccess.FlushToDisk(handle);
        }
        foreach (var below in Directory.EnumerateDirectories(folder))
            FlushTree(below);
        FolderSync.Flush(folder);
    }

    private static void Publish(string temporary, string target)
    {
        if (!Directory.Exists(target))
            Directory.Move(temporary, target);
        else if (!FolderSync.TryExchange(temporary, target))
            ReplaceInTwoSteps(temporary, target);
    }

    // Where the file system can't exchange names there is a moment without the folder: RemoveLeftovers mends a crash in it.
    private static void ReplaceInTwoSteps(string temporary, string target)
    {
        Directory.Move(target, target + ReplacedSuffix);
        Directory.Move(temporary, target);
        TemporaryName.TryDeleteFolder(target + ReplacedSuffix);
    }

    private static void RestoreOrDelete(string replaced)
    {
        var target = replaced[..^ReplacedSuffix.Length];
        if (Directory.Exists(target))
            Directory.Delete(replaced, recursive: true);
        else
            Directory.Move(replaced, target);
    }
}
