using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using TorchSharp;

namespace CritiqueCluster.Core.Models.Runtime;

/// <summary>What was done so that libtorch loads.</summary>
public enum TorchLibrary
{
    /// <summary>The library is used as it came.</summary>
    Untouched,

    /// <summary>The system's libstdc++ is older than LibTorchSharp asks for: a copy that does not insist stands in its place.</summary>
    Patched,

    /// <summary>Not found beside the program: TorchSharp searches by itself.</summary>
    NotFound,
}

/// <summary>Makes libtorch load on this system, and sets its threads.</summary>
public static partial class TorchRuntime
{
    private static readonly Lazy<TorchLibrary> Prepared = new(Prepare);

    /// <summary>What <see cref="EnsureLoadable"/> found or did.</summary>
    public static TorchLibrary Library => Prepared.Value;

    /// <summary>Runs before anything of this assembly is used, since TorchSharp loads its library at its first call.</summary>
    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255:The 'ModuleInitializer' attribute should not be used in libraries",
        Justification = "TorchSharp offers no hook before its first call, and tests touch it from anywhere.")]
    internal static void EnsureLoadable() => _ = Prepared.Value;

    /// <summary>Sets the threads that one operation of libtorch computes with. Results are reproducible for the same number.</summary>
    /// <param name="threads">0: one per core.</param>
    /// <returns>The number in force.</returns>
    public static int UseThreads(int threads)
    {
        var wanted = threads > 0 ? threads : Environment.ProcessorCount;
        if (torch.get_num_threads() != wanted)
            torch.set_num_threads(wanted);
        return wanted;
    }

    /// <summary>The device of that name.</summary>
    /// <exception cref="EnvironmentException">There is no such device here.</exception>
    public static torch.Device Device(string name)
    {
        if (name == "cpu")
            return torch.CPU;
        if (!name.StartsWith("cuda", StringComparison.Ordinal))
            throw new ConfigurationException($"device '{name}' is not known: use cpu or cuda:N");
        if (!torch.cuda.is_available())
            throw new EnvironmentException($"device '{name}' was asked for, but libtorch finds no CUDA device: use cpu, or see 'critique doctor'");
        return torch.device(name);
    }

    private static TorchLibrary Prepare()
    {
        BoundSpinning();
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64 || SystemHasTag())
            return TorchLibrary.Untouched;
        var found = TorchLibrary.NotFound;
        foreach (var path in Candidates().Where(File.Exists))
            found = Replace(path);
        return found;
    }

    /// <summary>
    /// libgomp's threads spin for milliseconds at the end of every operation. Where anything else wants the cores, that stops
    /// the very thread that is waited for: measured on 2 cores with one other busy process, generation ran at a sixth of its
    /// speed. A short spin, then sleep. Whoever sets libgomp's own variables keeps the say.
    /// </summary>
    private static void BoundSpinning()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
            _ = SetEnvironment("GOMP_SPINCOUNT", "1000", overwrite: 0);
    }

    // .NET keeps its own copy of the environment: a native library sees only what the C library is told.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    private static IEnumerable<string> Candidates()
    {
        var native = Path.Combine("runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        var folders = new[] { AppContext.BaseDirectory, Path.GetDirectoryName(typeof(TorchRuntime).Assembly.Location) ?? "" };
        return folders.Distinct().SelectMany(f => new[] { Path.Combine(f, native), Path.Combine(f, "libLibTorchSharp.so") });
    }

    /// <summary>Puts a patched copy in the library's place by rename: the file may be a hard link into the package cache.</summary>
    private static TorchLibrary Replace(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (!GlibcxxPatch.Apply(bytes))
            return TorchLibrary.Patched;
        try
        {
            var copy = $"{path}.{Environment.ProcessId}";
            File.WriteAllBytes(copy, bytes);
            File.Move(copy, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LoadFromCopy(path, bytes);
        }
        return TorchLibrary.Patched;
    }

    /// <summary>Where the program's folder cannot be written: loads a private copy, with libtorch beside it by links.</summary>
    private static void LoadFromCopy(string path, byte[] patched)
    {
        var folder = Directory.CreateTempSubdirectory("critique-libtorch-");
        foreach (var library in Directory.EnumerateFiles(Path.GetDirectoryName(path)!))
            File.CreateSymbolicLink(Path.Combine(folder.FullName, Path.GetFileName(library)), library);
        var copy = Path.Combine(folder.FullName, Path.GetFileName(path));
        File.Delete(copy);
        File.WriteAllBytes(copy, patched);
        NativeLibrary.Load(copy);
        folder.Delete(recursive: true);
    }

    private static bool SystemHasTag()
    {
        if (!NativeLibrary.TryLoad("libstdc++.so.6", out var handle))
            return false;
        // The tag arrived together with this function (GCC 13): a dynamic symbol can be asked for, a version tag cannot.
        var found = NativeLibrary.TryGetExport(handle, "_ZSt21ios_base_library_initv", out _);
        NativeLibrary.Free(handle);
        return found;
    }
}
