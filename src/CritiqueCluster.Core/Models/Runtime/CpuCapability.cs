using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

using TorchSharp;

namespace CritiqueCluster.Core.Models.Runtime;

/// <summary>Which instructions libtorch's kernels use: it decides when it is loaded, by the processor and <c>ATEN_CPU_CAPABILITY</c>.</summary>
internal static class CpuCapability
{
    /// <summary>The variable by which libtorch can be told to use fewer.</summary>
    public const string Variable = "ATEN_CPU_CAPABILITY";

    // std::string at::get_cpu_capability(), which TorchSharp does not offer.
    private const string Function = "_ZN2at18get_cpu_capabilityB5cxx11Ev";
    private const int StringBytes = 32;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint Asked(nint result);

    /// <summary>The name in lower case.</summary>
    public static string InUse() => OfLibrary() ?? Expected(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Asks libtorch; null where it cannot be asked.</summary>
    internal static string? OfLibrary()
    {
        // The result's place is the first argument in the calling convention of x86-64 Linux, and elsewhere not.
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return null;
        _ = torch.get_num_threads(); // loads it
        if (!NativeLibrary.TryLoad("libtorch_cpu.so", out var library) || !NativeLibrary.TryGetExport(library, Function, out var address))
            return null;
        var place = Marshal.AllocHGlobal(StringBytes);
        try
        {
            _ = Marshal.GetDelegateForFunctionPointer<Asked>(address)(place);
            var length = (int)Marshal.ReadInt64(place, nint.Size);
            // Texts of up to 15 characters lie within the object, so that nothing is to be freed.
            return length is > 0 and < 16 ? Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(place), length).ToLowerInvariant() : null;
        }
        finally
        {
            Marshal.FreeHGlobal(place);
        }
    }

    /// <summary>Follows libtorch's own rule (aten/src/ATen/native/DispatchStub.cpp).</summary>
    internal static string Expected(string? variable) => variable?.ToLowerInvariant() switch
    {
        "avx512" or "avx2" or "default" => variable.ToLowerInvariant(),
        _ when Avx512F.VL.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Fma.IsSupported => "avx512",
        _ when Avx2.IsSupported && Fma.IsSupported => "avx2",
        _ => "default",
    };
}
