namespace CritiqueCluster.Core.Files;

/// <summary>Names of things that are not finished: <c>.tmp-</c> and a unique rest, beside what they will become.</summary>
internal static class TemporaryName
{
    public const string Prefix = ".tmp-";

    public static string Beside(string path) =>
        Path.Combine(Path.GetDirectoryName(path)!, $"{Prefix}{Path.GetFileName(path)}-{Guid.NewGuid():N}");

    /// <summary>Deletes what is left of a failed write; the failure itself is what gets reported.</summary>
    public static void TryDeleteFile(string path) => Try(() => File.Delete(path));

    /// <inheritdoc cref="TryDeleteFile"/>
    public static void TryDeleteFolder(string path)
    {
        if (Directory.Exists(path))
            Try(() => Directory.Delete(path, recursive: true));
    }

    private static void Try(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            // Left for the next start: RemoveLeftovers.
        }
    }
}
