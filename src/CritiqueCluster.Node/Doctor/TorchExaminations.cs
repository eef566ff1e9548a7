using System.Diagnostics;
using System.Globalization;

using CritiqueCluster.Core.Models.Runtime;

using TorchSharp;

namespace CritiqueCluster.Node.Doctor;

/// <summary>libtorch, its device, its threads and its speed.</summary>
internal static class TorchExaminations
{
    public static Finding Library()
    {
        try
        {
            using var one = torch.ones(1);
            var how = TorchRuntime.Library == TorchLibrary.Patched ? "loaded after lowering the version of libstdc++ that it asks for" : "loaded as it came";
            return Finding.Ok("libtorch", $"libtorch {torch.__version__}, {how}{LoadedFrom()}");
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException or NotSupportedException)
        {
            return new Finding("libtorch", Health.Fail, error.GetBaseException().Message.ReplaceLineEndings(" "),
                "Build again (`dotnet build -c Release`) so that the libraries stand beside the program; needed: glibc 2.31 or newer on x86-64, libstdc++ and libgomp.");
        }
    }

    public static Finding Device()
    {
        if (!torch.cuda.is_available())
            return Finding.Ok("device", "cpu (no CUDA device is visible to this libtorch)");
        return Finding.Ok("device", $"cpu and {torch.cuda.device_count()} CUDA device(s): use them with --set Policy.Device=cuda:0");
    }

    public static Finding Threads()
    {
        var (threads, cores) = (TorchRuntime.UseThreads(0), Environment.ProcessorCount);
        var found = $"{threads} for libtorch, {cores} core(s)";
        return Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is { Length: > 0 } limit && limit != cores.ToString(CultureInfo.InvariantCulture)
            ? new Finding("threads", Health.Warn, $"{found}; OMP_NUM_THREADS={limit}", "Unset OMP_NUM_THREADS and set the recipe's Threads instead: it is part of what makes a run reproducible.")
            : Finding.Ok("threads", found);
    }

    /// <summary>Rate of a product of two matrices of 1024 × 1024: the best of a few, since others may use the machine, too.</summary>
    public static Finding Speed()
    {
        const int N = 1024;
        using var scope = torch.NewDisposeScope();
        using var inference = torch.inference_mode();
        var (a, b) = (torch.rand(N, N), torch.rand(N, N));
        var best = double.PositiveInfinity;
        for (var i = 0; i < 8; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var product = torch.matmul(a, b);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        var rate = 2.0 * N * N * N / best / 1e9;
        var found = string.Create(CultureInfo.InvariantCulture, $"{rate:0} GFLOP/s in products of {N} × {N} matrices, single precision");
        return rate < 10
            ? new Finding("speed", Health.Warn, found, "That is slow: expect several times the usual duration; is something else busy on this machine?")
            : Finding.Ok("speed", found);
    }

    private static string LoadedFrom()
    {
        const string Maps = "/proc/self/maps";
        var library = File.Exists(Maps)
            ? File.ReadLines(Maps).FirstOrDefault(line => line.Contains("/libtorch_cpu.so", StringComparison.Ordinal))
            : null;
        return library is null ? "" : $", from {Path.GetDirectoryName(library[library.IndexOf('/', StringComparison.Ordinal)..])}";
    }
}
