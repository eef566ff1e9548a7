using System.ComponentModel;
using System.Diagnostics;

namespace CritiqueCluster.Core.Tests;

/// <summary>A program of the system, such as <c>mount</c>.</summary>
internal static class SystemCommand
{
    /// <returns>Whether it exists and ended well.</returns>
    public static bool Run(string program, params IEnumerable<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false; // no such program
        }
    }
}
