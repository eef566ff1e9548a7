using System.CommandLine;

using CritiqueCluster.Core;
using CritiqueCluster.Node.Control;
using CritiqueCluster.Node.Nodes;

namespace CritiqueCluster.Node.Commands;

/// <summary>The options by which a command is told which cluster it speaks with.</summary>
internal sealed class ControlOptions
{
    private readonly Option<string> _at = new("--at") { Description = "Nodes of the run: the learner's, as `train --listen` says it, and core nodes. [default: CRITIQUE_JOIN]", HelpName = "HOST:PORT,…", DefaultValueFactory = _ => Variables.Text("CRITIQUE_JOIN") ?? "" };
    private readonly CertificateOptions _certificates = new();

    /// <summary>Gives a command these options.</summary>
    public void AddTo(Command command)
    {
        command.Add(_at);
        _certificates.AddTo(command);
    }

    /// <summary>Asks the cluster something.</summary>
    public async Task<T> AskAsync<T>(ParseResult parsed, Func<ControlClient, Task<T>> ask)
    {
        using var certificates = _certificates.Read(parsed);
        using var client = new ControlClient(Nodes(parsed.GetRequiredValue(_at)), certificates);
        return await ask(client);
    }

    private static IReadOnlyList<NodeAddress> Nodes(string at) => at.Length > 0 ? RunDoors.Parse(at, "--at")
        : throw new ConfigurationException("No node is named: give --at HOST:PORT, as `train --listen` and core nodes say it, or set CRITIQUE_JOIN.");
}
