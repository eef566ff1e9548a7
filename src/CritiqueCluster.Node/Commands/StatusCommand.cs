using System.CommandLine;

using CritiqueCluster.Node.Control;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique status --at HOST:PORT</c>: how a cluster and its run stand.</summary>
internal static class StatusCommand
{
    public static Command Create(Terminal terminal)
    {
        var options = new ControlOptions();
        var json = JsonOption.Create();
        var command = new Command("status", "Shows how a run of several nodes stands: the run, its nodes, what they hold.") { json };
        options.AddTo(command);
        command.SetAction(async (parsed, interrupted) =>
        {
            var status = await options.AskAsync(parsed, client => client.StatusAsync(interrupted));
            if (parsed.GetValue(json))
                terminal.Output.WriteLine(ControlJson.Write(status));
            else
                StatusTable.Show(terminal.Out, status);
            return ExitCode.Done;
        });
        return command;
    }
}
