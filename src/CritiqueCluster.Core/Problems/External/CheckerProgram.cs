using System.ComponentModel;
using System.Diagnostics;

namespace CritiqueCluster.Core.Problems.External;

/// <summary>The program that <c>Problems.CheckerCommand</c> names.</summary>
internal static class CheckerProgram
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Starts it in the current folder, with its three streams redirected.</summary>
    /// <exception cref="ConfigurationException">There is no such program, or it cannot be started.</exception>
    public static Process Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(Find(command[0]), command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            throw new ConfigurationException($"Problems.CheckerCommand: {start.FileName} cannot be started: {error.Message}", error);
        }
    }

    /// <summary>
    /// A name with a slash is a path from the current folder; another one is looked up in PATH. Done here, since .NET would look beside
    /// this program first.
    /// </summary>
    private static string Find(string name)
    {
        if (name.Contains('/', StringComparison.Ordinal))
            return IsProgram(Path.GetFullPath(name))
                ? Path.GetFullPath(name)
                : throw new ConfigurationException($"Problems.CheckerCommand: {Path.GetFullPath(name)} {(File.Exists(name) ? "is not executable" : Directory.Exists(name) ? "is a folder: name a program" : "does not exist")}.");
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.GetFullPath(Path.Combine(folder, name))).FirstOrDefault(IsProgram)
            ?? throw new ConfigurationException($"Problems.CheckerCommand: there is no program {name} in PATH on this machine: install it, or name its path.");
    }

    private static bool IsProgram(string path) => File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Executable) != 0);
}
