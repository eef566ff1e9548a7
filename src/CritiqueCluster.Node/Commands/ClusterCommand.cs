using System.CommandLine;

using CritiqueCluster.Node.Nodes;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique cluster</c>: a run by many processes on one machine, for trying it.</summary>
internal sealed class ClusterCommand
{
    private readonly Terminal _terminal;
    private readonly RecipeArguments _recipe = new();
    private readonly Option<string?> _run = new("--run") { Description = "The run folder. [default: the next free runs/cluster-N]", HelpName = "DIR" };
    private readonly Option<bool> _resume = new("--resume") { Description = "Go on with the run in --run, or with the newest runs/cluster-N." };
    private readonly Option<int> _cores = Count("--cores", 3, "Core nodes, which lead the run; of three, any one may be lost.");
    private readonly Option<int> _rollouts = Count("--rollouts", 2, "Rollout workers.");
    private readonly Option<int> _critics = Count("--critics", 1, "Critic workers.");

    private ClusterCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal) => new ClusterCommand(terminal).Create();

    private Command Create()
    {
        var command = new Command("cluster", "Trains with a process for each node, all on this machine: kill any of them, and it is started again.") { _run, _resume, _cores, _rollouts, _critics };
        _recipe.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken interrupted)
    {
        _recipe.Resolve(parsed); // what is wrong with it is said before a process is started
        var resume = parsed.GetValue(_resume);
        var folder = resume ? RunFolder.ToResume(parsed.GetValue(_run), "cluster") : RunFolder.ForNew(parsed.GetValue(_run), "cluster");
        var options = new SmallClusterOptions(
            folder, [.. resume ? ["--resume"] : Array.Empty<string>(), .. _recipe.Given(parsed)], parsed.GetValue(_cores), parsed.GetValue(_rollouts), parsed.GetValue(_critics));
        using var cluster = new SmallCluster(options, _terminal.Error.WriteLine);
        return await cluster.RunAsync(interrupted);
    }

    private static Option<int> Count(string name, int count, string description)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => count };
        option.Within(1, 64);
        return option;
    }
}
