using System.Runtime.InteropServices;

using CritiqueCluster.Node.Commands;

namespace CritiqueCluster.Node.Terminals;

/// <summary>Ctrl-C and SIGTERM: the first asks to drain and checkpoint, the second leaves at once.</summary>
internal sealed partial class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    private Interruption() { }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public static Interruption Listen()
    {
        var interruption = new Interruption();
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM })
            interruption._registrations.Add(PosixSignalRegistration.Create(signal, interruption.Handle));
        return interruption;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_source.IsCancellationRequested)
            Leave();
        // Not here: whoever waits on the token may take long, and the second signal must get through.
        _ = _source.CancelAsync();
    }

    // Environment.Exit would wait for exit handlers and native threads.
    private static void Leave()
    {
        if (OperatingSystem.IsWindows())
            Environment.Exit(ExitCode.Interrupted);
        ExitNow(ExitCode.Interrupted);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void ExitNow(int code);
}
