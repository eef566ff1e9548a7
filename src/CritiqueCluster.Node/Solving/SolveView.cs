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
        console.MarkupLine($"[bold]{Markup.Escape(solved.Problem.Statement)}[/]{(exactCritic ? "   exact critic (an upper bound, not a method)" : "")}");
        var sampled = solved.Attempts.Where(attempt => attempt.Attempt.Parent is null).ToList();
        Title($"{sampled.Count} attempts, {Right(sampled)} right; the first one, and what the critic says of it");
        Criticised(solved, sampled[0]);
        if (Right(sampled) == sampled.Count)
            console.MarkupLine("All attempts are right: there is nothing to refine.");
        else
            Refined(solved, sampled);
        Conclude(solved);
    }

    /// <summary>The first wrong attempt that was mended; if none was, the first that was refined; if none was, the first wrong one.</summary>
    private void Refined(ExplorationRecord solved, List<CheckedAttempt> sampled)
    {
        var wrong = sampled.Where(attempt => !attempt.Correct).DistinctBy(attempt => attempt.Canonical).ToList();
        var mended = wrong.Where(attempt => Right(Refinements(solved, attempt)) > 0).ToList();
        var shown = mended.FirstOrDefault() ?? wrong.Find(attempt => Refinements(solved, attempt).Count > 0) ?? wrong[0];
        if (shown != sampled[0])
        {
            Title(mended.Count > 0 ? "The first wrong attempt that a refinement mended" : "A wrong attempt");
            Criticised(solved, shown);
        }
        RefinementsOf(solved, shown);
        console.MarkupLine($"{mended.Count} of {wrong.Count} different wrong attempts were mended by a refinement.");
    }

    private void RefinementsOf(ExplorationRecord solved, CheckedAttempt parent)
    {
        var refinements = Refinements(solved, parent);
        if (refinements.Count == 0)
        {
            console.MarkupLine("The critic names no wrong step in it, so there is nothing to refine in its light.");
            return;
        }
        var shown = refinements.Find(refinement => refinement.Correct) ?? refinements[0];
        Title($"{refinements.Count} refinements in the light of this critique, {Right(refinements)} right; {(shown.Correct ? "the first right one" : "the first one")}");
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

    private static int Right(List<CheckedAttempt> attempts) => attempts.Count(attempt => attempt.Correct);

    private static List<CheckedAttempt> Refinements(ExplorationRecord solved, CheckedAttempt parent) =>
        [.. solved.Attempts.Where(attempt => attempt.Attempt.Parent == parent.Attempt.Index)];
}
