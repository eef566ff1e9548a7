using System.CommandLine;

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
        using var client = new ControlClient(RunDoors.Parse(parsed.GetRequiredValue(_at), "--at"), certificates);
        return await ask(client);
    }
}
