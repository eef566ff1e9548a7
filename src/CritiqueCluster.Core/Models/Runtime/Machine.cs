using System.Runtime.InteropServices;

namespace CritiqueCluster.Core.Models.Runtime;

/// <summary>Describes the machine: beside the number of threads it decides which bits libtorch computes on a CPU.</summary>
/// <param name="Architecture">Of the process, such as <c>x64</c>.</param>
/// <param name="Capability">The instructions that libtorch's kernels use, such as <c>avx512</c>, <c>avx2</c> or <c>default</c>.</param>
/// <param name="Processor">Its name; <c>unknown</c> where the system does not say.</param>
public sealed record Machine(string Architecture, string Capability, string Processor)
{
    private static readonly Lazy<Machine> Found = new(() =>
        new Machine(RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(), CpuCapability.InUse(), NameOf("/proc/cpuinfo")));

    /// <summary>This one.</summary>
    public static Machine Here => Found.Value;

    /// <summary>As <c>avx512 on AMD EPYC (x64)</c>.</summary>
    public override string ToString() => $"{Capability} on {Processor} ({Architecture})";

    /// <summary>The processor's name as Linux gives it.</summary>
    internal static string NameOf(string file)
    {
        try
        {
            return File.ReadLines(file).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() is { Length: > 0 } name
                ? name
                : "unknown";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}
