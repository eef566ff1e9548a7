using System.CommandLine;

namespace CritiqueCluster.Node.Commands;

/// <summary>The option <c>--skip-corrupt</c>.</summary>
internal static class SkipCorruptOption
{
    public static Option<bool> Create(string consequence) => new("--skip-corrupt")
    {
        Description = $"Read on without damaged rows of the journal, and without explorations that lack events for it; {consequence}.",
    };
}
