using CritiqueCluster.Core;

namespace CritiqueCluster.Actors.Journal.Stores;

/// <summary>
/// Who may write to an embedded journal: one process, or the members of one cluster on this machine. The lock is the kernel's, like that
/// of the run folder (<see cref="RunLock"/>), which is the leading process's alone.
/// </summary>
internal static class FileClaim
{
    /// <exception cref="EnvironmentException">Another process has it, or the folder cannot be written.</exception>
    public static IDisposable Take(string folder, ClaimKind kind)
    {
        var path = Path.Combine(folder, "journal.lock");
        try
        {
            Directory.CreateDirectory(folder);
            if (kind == ClaimKind.Alone)
                return Exclusive(path);
            if (kind == ClaimKind.Founder)
                Exclusive(path).Dispose(); // nobody else founds one meanwhile: this process has the run folder
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw e is IOException && File.Exists(path)
                ? new EnvironmentException($"The journal in {folder} is in use by other processes of a cluster: join it with --join, wait for it, or stop it.", e)
                : new EnvironmentException($"The run folder {folder} cannot be written: {e.Message}", e);
        }
    }

    private static FileStream Exclusive(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
}
