using System.Text.Json.Nodes;

using CritiqueCluster.Node.Commands;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Tests.Commands;

/// <summary>One command line, run inside the test's process.</summary>
internal sealed record Invocation(int Code, string Output, string Error)
{
    /// <summary>Standard output as the one JSON document that it must be.</summary>
    public JsonNode Json => JsonNode.Parse(Output)!;

    public static async Task<Invocation> Of(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, Terminal.Redirected(output, error), CancellationToken.None);
        return new Invocation(code, output.ToString(), error.ToString());
    }
}
