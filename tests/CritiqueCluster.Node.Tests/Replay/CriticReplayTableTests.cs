using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Node.Replay;

using Spectre.Console;

namespace CritiqueCluster.Node.Tests.Replay;

public sealed class CriticReplayTableTests
{
    private static readonly CriticReplayRow Row = new(0, 3, 8, 6, 1, 0, 0.5, 0.75,
        [new VerdictChange(Finding.OtherStep, Finding.RightStep, 2)], new AcceptedChange(9, 4, 7, 0, 0, 2));

    [Fact]
    public void Should_show_each_iteration_all_together_and_which_half_of_f1_is_known()
    {
        var text = Show(new CriticReplayReport(true, Row with { Iteration = null }, [Row],
            new CriticScore(8, 1, 8, 0.5, 0, null, null, 0.5), new CriticScore(10, 0, 9, 0.75, 1, 1, 0.857, 0.9), 0));

        Assert.Contains("75.0 %", text, StringComparison.Ordinal);
        Assert.Contains("50.0 → 75.0 %", text, StringComparison.Ordinal);
        Assert.Contains("2 × another step → the right step", text, StringComparison.Ordinal);
        Assert.Contains("7 of 9 stand; 2 follow from another step", text, StringComparison.Ordinal);
        Assert.Contains("the run's critic: F1 unknown; 8 errors: 50.0 % found; right attempts: none judged", text, StringComparison.Ordinal);
        Assert.Contains("exact critic (an upper bound): F1 0.857; 9 errors: 75.0 % found; 1 right attempts: 100.0 % left in peace", text, StringComparison.Ordinal);
        Assert.Single(text.Split('\n'), line => line.TrimStart().StartsWith("all ", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_show_a_run_without_critiques()
    {
        var none = new CriticReplayRow(null, 0, 0, 0, 0, 0, null, null, [], new AcceptedChange(0, 0, 0, 0, 0, 0));
        var unknown = new CriticScore(0, 0, 0, null, 0, null, null, null);

        Assert.Contains("the other critic: F1 unknown; errors: unknown; right attempts: none judged",
            Show(new CriticReplayReport(false, none, [], unknown, unknown, 0)), StringComparison.Ordinal);
    }

    private static string Show(CriticReplayReport report)
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 200;
        CriticReplayTable.Show(console, report);
        return writer.ToString();
    }
}
