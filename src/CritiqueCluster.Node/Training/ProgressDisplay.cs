using System.Diagnostics;

using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Node.Terminals;

using Spectre.Console;

namespace CritiqueCluster.Node.Training;

/// <summary>
/// Shows progress: on a terminal a live line below those of the phases that are over; elsewhere plain lines, one for each phase
/// and one every few seconds. With <c>--json</c> all of it goes to standard error.
/// </summary>
internal sealed class ProgressDisplay(Terminal terminal, bool json, int iterations, bool evaluates, Stopwatch clock)
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);

    /// <summary>Shows progress while something runs.</summary>
    public Task<T> WhileAsync<T>(Func<Action<RunProgress>, Task<T>> run)
    {
        var live = json ? terminal.ErrorIsTerminal : terminal.OutputIsTerminal;
        return live ? LiveAsync(json ? terminal.Notes : terminal.Out, run) : PlainAsync(json ? terminal.Error : terminal.Output, run);
    }

    private async Task<T> LiveAsync<T>(IAnsiConsole console, Func<Action<RunProgress>, Task<T>> run) =>
        await console.Status().Spinner(Spinner.Known.Dots).StartAsync("starting", context =>
        {
            var progress = new TrainProgress(iterations, evaluates, clock,
                line => context.Status(Markup.Escape(line)), line => console.MarkupLine(Markup.Escape(line)));
            return run(progress.Update);
        });

    private async Task<T> PlainAsync<T>(TextWriter writer, Func<Action<RunProgress>, Task<T>> run)
    {
        var seldom = new Seldom(PlainInterval);
        var progress = new TrainProgress(iterations, evaluates, clock, line =>
        {
            if (seldom.IsTime())
                writer.WriteLine(line);
        }, writer.WriteLine);
        return await run(progress.Update);
    }
}
