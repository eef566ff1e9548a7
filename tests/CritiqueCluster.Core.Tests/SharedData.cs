namespace CritiqueCluster.Core.Tests;

/// <summary>Files of data that are not part of the project: named by CRITIQUE_SHARED_DATA, or beside the checkout.</summary>
internal static class SharedData
{
    /// <summary>The file's path. Where it is absent the test is skipped; in CI it fails.</summary>
    public static string File(string name)
    {
        var path = Folder() is { } folder ? Path.Combine(folder, name) : null;
        var there = path is not null && System.IO.File.Exists(path);
        if (!there && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail($"{name} is not there: set CRITIQUE_SHARED_DATA to the folder that holds it.");
        Skip.IfNot(there, $"{name} is not there: set CRITIQUE_SHARED_DATA to the folder that holds it.");
        return path!;
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("CRITIQUE_SHARED_DATA") is { Length: > 0 } named)
            return named;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var beside = Path.Combine(at.FullName, "shared", "data");
            if (Directory.Exists(beside))
                return beside;
        }
        return null;
    }
}
