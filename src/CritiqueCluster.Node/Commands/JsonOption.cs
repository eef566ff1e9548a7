using System.CommandLine;

namespace CritiqueCluster.Node.Commands;

/// <summary>The option <c>--json</c> of every command that reports.</summary>
internal static class JsonOption
{
    public static Option<bool> Create() => new("--json") { Description = "Print one JSON document on standard output and nothing else there." };
}
