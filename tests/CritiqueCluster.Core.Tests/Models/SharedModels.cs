namespace CritiqueCluster.Core.Tests.Models;

/// <summary>Real models and tokenizers beside the checkout; a test that needs them skips visibly where they are absent.</summary>
internal static class SharedModels
{
    private static readonly string? Data = Find();

    /// <summary>A path below the shared data.</summary>
    public static string Path(params string[] parts)
    {
        var path = Data is null ? null : System.IO.Path.Combine([Data, .. parts]);
        var absent = path is null || !(File.Exists(path) || Directory.Exists(path));
        SkipUnless(!absent, $"shared data {string.Join('/', parts)} (set CRITIQUE_SHARED_DATA)");
        return path!;
    }

    /// <summary>Skips where a need is not met; in continuous integration that is a failure.</summary>
    public static void SkipUnless(bool met, string need)
    {
        if (!met && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail($"This test needs {need}.");
        Skip.IfNot(met, $"needs {need}");
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CRITIQUE_SHARED_DATA") is { Length: > 0 } given)
            return given;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(System.IO.Path.Combine(folder.FullName, "shared", "data")))
                return System.IO.Path.Combine(folder.FullName, "shared", "data");
        return null;
    }
}
