using System.CommandLine;

namespace CritiqueCluster.Node.Commands;

/// <summary>The option <c>--insecure</c>.</summary>
internal static class InsecureOption
{
    public static Option<bool> Create() => new("--insecure") { Description = "Let other machines in without certificates: nothing is encrypted, and nobody is checked." };
}
