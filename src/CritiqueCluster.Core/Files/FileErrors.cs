namespace CritiqueCluster.Core.Files;

/// <summary>Turns what the system says of a file into one line that names the file and the way out.</summary>
internal static class FileErrors
{
    // errno of Linux and macOS; .NET passes what it has no exception type for through HResult.
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>Whether an exception speaks of the file system.</summary>
    public static bool IsFileError(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>The error for a file that can't be read.</summary>
    public static EnvironmentException Reading(string path, Exception e) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => new($"{path} does not exist. Check the path.", e),
        UnauthorizedAccessException => new($"{path} may not be read. Check its permissions.", e),
        _ => new($"{path} can't be read: {e.Message}", e),
    };

    /// <summary>The error for a file or folder that can't be written.</summary>
    public static EnvironmentException Writing(string path, Exception e) => e switch
    {
        { HResult: NoSpace or QuotaExceeded or WindowsDiskFull } =>
            new($"The disk is full: {path} could not be written and what was there before is unchanged. Free some space.", e),
        { HResult: ReadOnlyFileSystem } => new($"{path} is on a read-only file system. Choose another folder.", e),
        UnauthorizedAccessException => new($"{path} may not be written. Check the folder's permissions or choose another.", e),
        FileNotFoundException or DirectoryNotFoundException =>
            new($"{path} can't be made: its folder does not exist or holds no new files. Create the folder or choose another.", e),
        _ => new($"{path} can't be written: {e.Message}", e),
    };
}
