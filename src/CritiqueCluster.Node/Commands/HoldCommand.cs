using System.CommandLine;

using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique pause</c>, <c>resume</c> and <c>stop</c>: hold a run of several nodes, or let it go on.</summary>
internal static class HoldCommand
{
    public static Command Pause(Terminal terminal) =>
        Create(terminal, "pause", RunHold.Paused, "Has a run of several nodes begin nothing new: workers finish what they hold, the learner its step.", "paused: `critique resume` lets it go on");

    public static Command Resume(Terminal terminal) => Create(terminal, "resume", RunHold.None, "Lets a paused run go on.", "the run goes on");

    public static Command Stop(Terminal terminal) => Create(
        terminal, "stop", RunHold.Stopped, "Ends a run on all its nodes, so that it can be resumed.",
        "stopped: `critique train --resume`, or with --cluster where it was handed to a learner, goes on with it");

    private static Command Create(Terminal terminal, string verb, RunHold hold, string description, string done)
    {
        var options = new ControlOptions();
        var command = new Command(verb, description);
        options.AddTo(command);
        command.SetAction(async (parsed, interrupted) =>
        {
            if (await options.AskAsync(parsed, client => client.HoldAsync(verb, interrupted)) != hold)
                throw new EnvironmentException("The run is over, or has not begun: `critique status` shows which.");
            terminal.Output.WriteLine(done);
            return ExitCode.Done;
        });
        return command;
    }
}
