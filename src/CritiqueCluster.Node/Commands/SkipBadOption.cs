using System.CommandLine;

namespace CritiqueCluster.Node.Commands;

/// <summary>The option <c>--skip-bad</c>.</summary>
internal static class SkipBadOption
{
    public static Option<bool> Create() => new("--skip-bad") { Description = "Count and skip malformed lines of a problem file instead of stopping at the first." };
}
