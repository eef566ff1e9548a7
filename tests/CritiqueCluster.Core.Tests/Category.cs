namespace CritiqueCluster.Core.Tests;

/// <summary>
/// Kinds of tests that <c>dotnet test</c> leaves out unless it is told otherwise: <c>[Trait(nameof(Category), Category.Slow)]</c>.
/// </summary>
internal static class Category
{
    /// <summary>
    /// A test that waits for many seconds, kills processes, or needs more than the SDK: root, a server, a package of the system.
    /// <c>tests/fast.runsettings</c> leaves these out, <c>tests/slow.runsettings</c> runs these alone.
    /// </summary>
    public const string Slow = "Slow";
}
