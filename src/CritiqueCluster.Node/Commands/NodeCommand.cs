using System.CommandLine;

using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Core;
using CritiqueCluster.Node.Nodes;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique node --join HOST:PORT</c>: serves the runs of other nodes.</summary>
internal sealed class NodeCommand
{
    private readonly Terminal _terminal;
    private readonly Option<bool> _verbose;
    private readonly Option<string> _join = new("--join") { Description = "Nodes that know of the run: the one that leads it, as its `train --listen` says, and core nodes.", HelpName = "HOST:PORT,…", DefaultValueFactory = _ => Variables.Text("CRITIQUE_JOIN") ?? "" };
    private readonly Option<string> _roles = new("--roles") { Description = "rollout, critic, core, or several; or learner, alone or with others: it waits for `train --cluster`.", HelpName = "ROLES", DefaultValueFactory = _ => Variables.Text("CRITIQUE_ROLES") ?? "rollout,critic" };
    private readonly Option<string> _host = new("--host") { Description = "Name or address that the other nodes reach this one at.", HelpName = "HOST", DefaultValueFactory = _ => Variables.Text("CRITIQUE_HOST") ?? "127.0.0.1" };
    private readonly Option<int?> _port = new("--port") { Description = "Port that the others ask at for parameters and, of a core node, for the run. [default: any free one]", HelpName = "PORT" };
    private readonly Option<string?> _device = new("--device") { Description = "cpu, cuda:0, … [default: the recipe's]", HelpName = "DEVICE", DefaultValueFactory = _ => Variables.Text("CRITIQUE_DEVICE") };
    private readonly Option<int?> _threads = new("--threads") { Description = "Threads of libtorch. [default: the run's]", HelpName = "N" };
    private readonly Option<string?> _cache = new("--cache") { Description = "Gets the parameters that are fetched. [default: a temporary folder]", HelpName = "DIR" };
    private readonly Option<int> _drain = new("--drain-seconds") { Description = "After Ctrl-C or SIGTERM, what engines have not finished after this long goes to others.", HelpName = "N", DefaultValueFactory = _ => 20 };
    private readonly Option<bool> _once = new("--once") { Description = "End after one run instead of waiting for the next." };
    private readonly Option<bool> _allowCommands = new("--allow-commands") { Description = "Run the program that a recipe handed to this node names for judging (Problems.CheckerCommand). Without it such a run is refused.", DefaultValueFactory = _ => Variables.Flag("CRITIQUE_ALLOW_COMMANDS") };
    private readonly ActorOptions _actors = new();
    private readonly CertificateOptions _certificates = new();
    private readonly Option<bool> _insecure = InsecureOption.Create();

    private NodeCommand(Terminal terminal, Option<bool> verbose) => (_terminal, _verbose) = (terminal, verbose);

    public static Command Create(Terminal terminal, Option<bool> verbose) => new NodeCommand(terminal, verbose).Create();

    private Command Create()
    {
        var command = new Command("node", "Serves the runs of other nodes: joins at any time, and may be stopped or killed at any time. Its options may come from the environment: CRITIQUE_JOIN, CRITIQUE_ROLES, CRITIQUE_HOST, CRITIQUE_PORT, CRITIQUE_ACTOR_PORT, CRITIQUE_DEVICE, CRITIQUE_ALLOW_COMMANDS.")
        {
            _join, _roles, _host, _port, _device, _threads, _cache, _drain, _once, _allowCommands, _insecure,
        };
        _actors.AddTo(command);
        _certificates.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken interrupted)
    {
        var self = NodeAddress.Of(parsed.GetRequiredValue(_host), parsed.GetValue(_port) ?? Variables.Number("CRITIQUE_PORT"), "--port");
        using var certificates = _certificates.Read(parsed);
        self.RefuseUnlessAllowed(certificates, parsed.GetValue(_insecure));
        self.RefuseIfTaken();
        var roles = RolesOf(parsed.GetRequiredValue(_roles));
        if (roles.Contains(Roles.Learner))
            return await LearnAsync(parsed, self, roles, certificates, interrupted);
        var given = parsed.GetValue(_cache);
        var cache = given ?? Directory.CreateTempSubdirectory("critique-node-").FullName;
        try
        {
            using var node = new JoiningNode(new JoiningNodeOptions(
                RunDoors.Parse(parsed.GetRequiredValue(_join), "--join"), self, _actors.Port(parsed), roles,
                parsed.GetValue(_device), parsed.GetValue(_threads), cache, certificates, TimeSpan.FromSeconds(Math.Max(0, parsed.GetValue(_drain))), _actors.Overrides(parsed), parsed.GetValue(_allowCommands)), _terminal.Output.WriteLine);
            await node.RunAsync(parsed.GetValue(_once), TrainCommand.Logging(parsed.GetValue(_verbose)), interrupted);
            return ExitCode.Done;
        }
        finally
        {
            if (given is null)
                Directory.Delete(cache, recursive: true);
        }
    }

    private async Task<int> LearnAsync(ParseResult parsed, NodeAddress self, string[] roles, NodeCertificates? certificates, CancellationToken interrupted)
    {
        foreach (var option in new Option[] { _device, _threads, _cache, _once, _drain })
            if (parsed.GetResult(option) is { Implicit: false })
                throw new ConfigurationException($"{option.Name} is for workers and core nodes: a learner waits for run after run, and does what it does itself as the recipe says.");
        var join = parsed.GetRequiredValue(_join) is { Length: > 0 } others ? RunDoors.Parse(others, "--join") : [];
        var door = new RunDoorOptions(self, roles, join, certificates, _actors.Port(parsed), _actors.Overrides(parsed));
        await new LearnerNode(door, _terminal.Output.WriteLine, parsed.GetValue(_allowCommands)).RunAsync(TrainCommand.Logging(parsed.GetValue(_verbose)), interrupted);
        return ExitCode.Done;
    }

    private static string[] RolesOf(string text)
    {
        var roles = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct().ToArray();
        return roles.Length > 0 && roles.All(Roles.All.Contains)
            ? roles
            : throw new ConfigurationException($"--roles is \"{text}\", but must be rollout, critic, core, learner, or several.");
    }
}
