using System.CommandLine;

using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique drain NODE</c>: takes a node out of a run.</summary>
internal static class DrainCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new ControlOptions();
        var node = new Argument<string>("NODE") { Description = "Its address, as `critique status` shows it." };
        var command = new Command("drain", "Has a node finish or hand back what it holds, leave the cluster and end.") { node };
        options.AddTo(command);
        command.SetAction(async (parsed, interrupted) =>
        {
            var name = parsed.GetRequiredValue(node);
            await options.AskAsync(parsed, async client =>
            {
                await client.DrainAsync(name, interrupted);
                return true;
            });
            terminal.Output.WriteLine($"{name} finishes what its engines have, and ends");
            return ExitCode.Done;
        });
        return command;
    }
}
