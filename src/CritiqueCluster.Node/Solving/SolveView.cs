using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Node.Explorations;

using Spectre.Console;

namespace CritiqueCluster.Node.Solving;

/// <summary>Tells how a problem was worked on: attempt, critique, refinement, and what came of it.</summary>
internal sealed class SolveView(IAnsiConsole console, ISolutionChecker checker, bool exactCritic)
{
    private readonly AttemptView _view = new(console, checker);

    public void Show(ExplorationRecord solved)
    {
        var sampled = solved.Attempts.Where(attempt => attempt.Attempt.Parent is null).ToList();
        var wrong = sampled.Find(attempt => !attempt.Correct);
        console.MarkupLine($"[bold]{Markup.Escape(solved.Problem.Statement)}[/]{(exactCritic ? "   exact critic (an upper bound, not a method)" : "")}");
        Title("The first attempt, and what the critic says of it");
        Criticised(solved, sampled[0]);
        if (wrong is null)
            console.MarkupLine($"All {sampled.Count} attempts are right: there is nothing to refine.");
        else
            Refined(solved, sampled, wrong);
        Conclude(solved);
    }

    private void Refined(ExplorationRecord solved, List<CheckedAttempt> sampled, CheckedAttempt wrong)
    {
        if (wrong != sampled[0])
        {
            Title($"{sampled.Count(attempt => attempt.Correct)} of {sampled.Count} attempts are right; the first wrong one");
            Criticised(solved, wrong);
        }
        for (CheckedAttempt? parent = wrong; parent is not null; parent = Next(solved, parent))
        {
            if (parent != wrong)
                Criticised(solved, parent);
            Refinements(solved, parent);
        }
    }

    private void Refinements(ExplorationRecord solved, CheckedAttempt parent)
    {
        var refinements = Of(solved, parent);
        if (refinements.Count == 0)
        {
            console.MarkupLine("The critic names no wrong step in it, so there is nothing to refine in its light.");
            return;
        }
        var shown = refinements.Find(refinement => refinement.Correct) ?? refinements[0];
        Title($"{refinements.Count} refinements in the light of this critique, {refinements.Count(refinement => refinement.Correct)} right; {(shown.Correct ? "the first right one" : "the first one")}");
        _view.Refinement(shown, parent);
    }

    private void Conclude(ExplorationRecord solved)
    {
        var right = solved.Attempts.FirstOrDefault(attempt => attempt.Correct);
        console.WriteLine();
        console.MarkupLine(right is null
            ? $"[red]Not solved[/] with {solved.Attempts.Count} attempts and refinements."
            : $"[green]Solved[/]: {Markup.Escape(string.Join("; ", checker.SplitSteps(right.Attempt.Text)))}");
        console.MarkupLine($"[grey]{solved.GeneratedTokens} tokens, {solved.Critiques.Sum(critique => critique.GeneratedTokens)} of them the critic's[/]");
    }

    private void Criticised(ExplorationRecord solved, CheckedAttempt attempt)
    {
        if (solved.Critiques.FirstOrDefault(critique => critique.Attempt == attempt.Attempt.Index) is { } critique)
            _view.WithCritique(attempt, critique);
        else
            _view.Line(attempt);
    }

    private void Title(string text)
    {
        console.WriteLine();
        console.MarkupLine($"[underline]{Markup.Escape(text)}[/]");
    }

    // A wrong refinement that was refined in turn.
    private static CheckedAttempt? Next(ExplorationRecord solved, CheckedAttempt parent) =>
        Of(solved, parent).Find(refinement => Of(solved, refinement).Count > 0);

    private static List<CheckedAttempt> Of(ExplorationRecord solved, CheckedAttempt parent) =>
        [.. solved.Attempts.Where(attempt => attempt.Attempt.Parent == parent.Attempt.Index)];
}
