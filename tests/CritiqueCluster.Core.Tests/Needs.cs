namespace CritiqueCluster.Core.Tests;

/// <summary>What a test needs of the machine.</summary>
internal static class Needs
{
    /// <summary>Skips where a need is not met; in continuous integration that is a failure.</summary>
    public static void Met(bool met, string need)
    {
        if (!met && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail($"This test needs {need}.");
        Skip.IfNot(met, $"needs {need}");
    }
}
