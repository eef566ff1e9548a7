using System.Runtime.InteropServices;

namespace CritiqueCluster.Core.Tests.Files;

/// <summary>Lets permissions bind this thread even where the tests run as root: its files are opened as nobody until disposed.</summary>
internal sealed partial class UnprivilegedThread : IDisposable
{
    private const int Nobody = 65534;
    private readonly int _before = SetFileUser(Nobody);

    public void Dispose() => _ = SetFileUser(_before);

    /// <summary>Linux's setfsuid: of this thread only; a user who may not change it keeps his own.</summary>
    /// <returns>The user before.</returns>
    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileUser(int user);
}
