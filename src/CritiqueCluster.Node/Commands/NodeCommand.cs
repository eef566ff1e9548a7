using System.CommandLine;

using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Core;
using CritiqueCluster.Node.Nodes;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique node --join HOST:PORT</c>: a worker for the runs of another node.</summary>
internal sealed class NodeCommand
{
    private readonly Terminal _terminal;
    private readonly Option<bool> _verbose;
    private readonly Option<string> _join = new("--join") { Description = "The node that leads the run, as its `train --listen` says.", HelpName = "HOST:PORT", Required = true };
    private readonly Option<string> _roles = new("--roles") { Description = "rollout, critic, or both.", HelpName = "ROLES", DefaultValueFactory = _ => "rollout,critic" };
    private readonly Option<string> _host = new("--host") { Description = "Name or address that the other nodes reach this one at.", HelpName = "HOST", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<string?> _device = new("--device") { Description = "cpu, cuda:0, … [default: the recipe's]", HelpName = "DEVICE" };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads of libtorch. [default: the run's]", HelpName = "N" };
    private readonly Option<string?> _cache = new("--cache") { Description = "Gets the parameters that are fetched. [default: a temporary folder]", HelpName = "DIR" };
    private readonly Option<bool> _once = new("--once") { Description = "End after one run instead of waiting for the next." };
    private readonly CertificateOptions _certificates = new();
    private readonly Option<bool> _insecure = InsecureOption.Create();

    private NodeCommand(Terminal terminal, Option<bool> verbose) => (_terminal, _verbose) = (terminal, verbose);

    public static Command Create(Terminal terminal, Option<bool> verbose) => new NodeCommand(terminal, verbose).Create();

    private Command Create()
    {
        var command = new Command("node", "Works for the runs of another node: joins at any time, and may be stopped or killed at any time.")
        {
            _join, _roles, _host, _device, _threads, _cache, _once, _insecure,
        };
        _certificates.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken interrupted)
    {
        var self = new NodeAddress(parsed.GetRequiredValue(_host), 0);
        using var certificates = _certificates.Read(parsed);
        self.RefuseUnlessAllowed(certificates, parsed.GetValue(_insecure));
        var given = parsed.GetValue(_cache);
        var cache = given ?? Directory.CreateTempSubdirectory("critique-node-").FullName;
        try
        {
            using var worker = new WorkerNode(new WorkerOptions(
                NodeAddress.Parse(parsed.GetRequiredValue(_join), "--join"), self, RolesOf(parsed.GetRequiredValue(_roles)),
                parsed.GetValue(_device), parsed.GetValue(_threads), cache, certificates), _terminal.Output.WriteLine);
            await worker.RunAsync(parsed.GetValue(_once), TrainCommand.Logging(parsed.GetValue(_verbose)), interrupted);
            return ExitCode.Done;
        }
        finally
        {
            if (given is null)
                Directory.Delete(cache, recursive: true);
        }
    }

    private static string[] RolesOf(string text)
    {
        var roles = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToArray();
        return roles.Length > 0 && roles.All(role => role is Roles.Rollout or Roles.Critic)
            ? roles
            : throw new ConfigurationException($"--roles is \"{text}\", but must be rollout, critic, or both: core and learner are the train command's.");
    }
}
