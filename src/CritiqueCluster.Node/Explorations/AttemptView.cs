using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;

using Spectre.Console;

namespace CritiqueCluster.Node.Explorations;

/// <summary>Shows attempts step by step, each with what was said of it.</summary>
internal sealed class AttemptView(IAnsiConsole console, ISolutionChecker checker)
{
    /// <summary>One line: the attempt's number, its verdict and its steps.</summary>
    public void Line(CheckedAttempt attempt) =>
        console.MarkupLine($"  {Mark(attempt.Correct)} attempt {attempt.Attempt.Index}: {Markup.Escape(string.Join("; ", Steps(attempt)))}{Markup.Escape(Remark(attempt))}");

    /// <summary>The attempt's steps with the critique beside each.</summary>
    public void WithCritique(CheckedAttempt attempt, AttemptCritique critique)
    {
        console.MarkupLine($"  {Mark(attempt.Correct)} attempt {attempt.Attempt.Index}{Markup.Escape(Remark(attempt))}");
        if (critique.Critique is null)
            console.MarkupLine($"    [yellow]the critique cannot be read:[/] {Markup.Escape(critique.Text.ReplaceLineEndings(" / "))}");
        var table = NewTable("step", "critique", "because");
        foreach (var (index, step) in Steps(attempt).Index())
        {
            var said = critique.Critique?.Steps.ElementAtOrDefault(index);
            table.AddRow(Cell($"{index + 1}  {step}"), Cell(said?.Verdict), Cell(said?.Explanation));
        }
        if (critique.Critique is { } read)
            table.AddRow(Cell("   answer"), Cell(read.Answer), Cell(read.Explanation));
        Show(table);
    }

    /// <summary>A refinement's steps, each with whether it was kept.</summary>
    public void Refinement(CheckedAttempt refinement, CheckedAttempt parent)
    {
        var how = refinement.Attempt.Source == AttemptSource.Continued ? "continued" : "rewritten";
        console.MarkupLine($"    {Mark(refinement.Correct)} {how} as attempt {refinement.Attempt.Index}{Markup.Escape(Remark(refinement))}");
        var table = NewTable("step", "against attempt " + parent.Attempt.Index);
        foreach (var (index, change) in StepChange.Between(Steps(parent), Steps(refinement)).Index())
            table.AddRow(Cell($"{index + 1}  {change.Step}"), new Markup(change.Kept ? "[grey]kept[/]" : "[blue]new[/]"));
        Show(table);
    }

    private IReadOnlyList<string> Steps(CheckedAttempt attempt) => checker.SplitSteps(attempt.Attempt.Text);

    private static string Mark(bool correct) => correct ? "[green]right[/]" : "[red]wrong[/]";

    private static string Remark(CheckedAttempt attempt) => (attempt.Correct, attempt.Accepted) switch
    {
        (false, _) => attempt.Reason is null ? "" : $" ({attempt.Reason})",
        (true, false) => " (not accepted: a duplicate or a shortcut)",
        (true, true) => "",
    };

    private static Table NewTable(params string[] columns) =>
        new Table { Border = TableBorder.Simple }.AddColumns([.. columns.Select(name => new TableColumn($"[grey]{Markup.Escape(name)}[/]"))]);

    private static Text Cell(string? text) => new(text ?? "");

    private static Markup Cell(Verdict? verdict) => new(verdict switch
    {
        null => "",
        Verdict.Correct => "[green]correct[/]",
        _ => "[red]wrong[/]",
    });

    private void Show(Table table) => console.Write(new Padder(table, new Padding(4, 0, 0, 0)));
}
