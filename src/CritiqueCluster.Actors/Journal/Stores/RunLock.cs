using System.Globalization;
using CritiqueCluster.Core;

namespace CritiqueCluster.Actors.Journal.Stores;

/// <summary>One process per run folder. The lock is the kernel's: it goes with the process, however that ends.</summary>
public sealed class RunLock : IDisposable
{
    private readonly FileStream _file;

    private RunLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a run folder, which is made if it does not exist.</summary>
    /// <exception cref="EnvironmentException">Another process has it (the message names its id), or the folder cannot be written.</exception>
    public static RunLock Take(string folder)
    {
        var path = Path.Combine(folder, "run.lock");
        try
        {
            Directory.CreateDirectory(folder);
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(PidPath(folder), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new RunLock(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw File.Exists(path) && e is IOException && IsHeld(path)
                ? InUse(folder)
                : new EnvironmentException($"The run folder {folder} cannot be written: {e.Message}", e);
        }
    }

    public void Dispose() => _file.Dispose();

    private static string PidPath(string folder) => Path.Combine(folder, "run.pid");

    /// <summary>A shared lock fails exactly while somebody has the exclusive one.</summary>
    private static bool IsHeld(string path)
    {
        try
        {
            using var probe = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException e) when (e is not FileNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static EnvironmentException InUse(string folder)
    {
        var pid = File.Exists(PidPath(folder)) ? File.ReadAllText(PidPath(folder)).Trim() : "unknown";
        return new($"The run folder {folder} is in use by process {pid}. Wait for it, stop it, or choose another folder.");
    }
}
