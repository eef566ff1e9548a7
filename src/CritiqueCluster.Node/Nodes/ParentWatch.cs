using System.Diagnostics;
using System.Globalization;

namespace CritiqueCluster.Node.Nodes;

/// <summary>
/// A process that another one started for itself ends with it, also where that one was killed and could end nobody. It ends at once: that
/// any process may be killed at any moment is what the rest is built for.
/// </summary>
internal static class ParentWatch
{
    private const string Variable = "CRITIQUE_PARENT";

    /// <summary>Whether another process started this one for itself, and sees to the others, too.</summary>
    public static bool HasParent => Environment.GetEnvironmentVariable(Variable) is not null;

    /// <summary>Has a process that is to be started watch this one.</summary>
    public static void AddTo(ProcessStartInfo child)
    {
        ArgumentNullException.ThrowIfNull(child);
        child.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}");
    }

    /// <summary>Watches whoever started this process, if that one said so.</summary>
    public static void Begin()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var parent))
            _ = EndWithAsync(parent);
    }

    private static async Task EndWithAsync(int id)
    {
        try
        {
            using var parent = Process.GetProcessById(id);
            await parent.WaitForExitAsync();
        }
        catch (ArgumentException)
        {
            // It is gone already.
        }
        using var own = Process.GetCurrentProcess();
        own.Kill();
    }
}
