using System.Runtime.InteropServices;

namespace CritiqueCluster.Core.Files;

/// <summary>What .NET lacks for durable folders: fsync of a folder, and exchanging two names in one step.</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0; // O_RDONLY
    private const int InvalidArgument = 22; // EINVAL
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint Exchange = 2; // RENAME_EXCHANGE

    /// <summary>Flushes a folder's entries, so that a rename in it survives a power cut. Nothing to do on Windows.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
            throw Failure(folder);
        try
        {
            // EINVAL: a file system without folder fsync (some network mounts): nothing more can be done.
            if (FSync(descriptor) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
                throw Failure(folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Exchanges two existing names atomically; false where the system can't.</summary>
    public static bool TryExchange(string one, string other)
    {
        try
        {
            return OperatingSystem.IsLinux() && RenameAt2(CurrentFolder, one, CurrentFolder, other, Exchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false; // a C library older than 2.28
        }
    }

    private static IOException Failure(string folder)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{Marshal.GetPInvokeErrorMessage(error)} : '{folder}'", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);
}
