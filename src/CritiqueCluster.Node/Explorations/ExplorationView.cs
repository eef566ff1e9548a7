using System.Globalization;

using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;

using Spectre.Console;

namespace CritiqueCluster.Node.Explorations;

/// <summary>Shows one exploration: what was tried, what the critic said of it, and what the refinements changed.</summary>
internal static class ExplorationView
{
    public static void Show(IAnsiConsole console, ExplorationRecord exploration, ISolutionChecker checker)
    {
        Header(console, exploration);
        var view = new AttemptView(console, checker);
        var critiques = exploration.Critiques.ToDictionary(critique => critique.Attempt);
        foreach (var attempt in exploration.Attempts.Where(attempt => attempt.Attempt.Parent is null || critiques.ContainsKey(attempt.Attempt.Index)))
            if (critiques.TryGetValue(attempt.Attempt.Index, out var critique))
                Criticised(console, view, exploration, attempt, critique);
            else
                view.Line(attempt);
    }

    private static void Criticised(IAnsiConsole console, AttemptView view, ExplorationRecord exploration, CheckedAttempt attempt, AttemptCritique critique)
    {
        console.WriteLine();
        view.WithCritique(attempt, critique);
        foreach (var refinement in exploration.Attempts.Where(other => other.Attempt.Parent == attempt.Attempt.Index))
            view.Refinement(refinement, attempt);
    }

    private static void Header(IAnsiConsole console, ExplorationRecord exploration)
    {
        var problem = exploration.Problem;
        var attempts = exploration.Attempts;
        console.MarkupLine($"[bold]{Markup.Escape(problem.Statement)}[/]   {Markup.Escape(problem.Level)}");
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture,
            $"{Markup.Escape(exploration.Id)}: iteration {exploration.Iteration}, policy version {exploration.PolicyVersion}, {CriticName(exploration)}"));
        console.MarkupLine(string.Create(CultureInfo.InvariantCulture,
            $"{Outcomes.NameOf(Outcomes.Of(exploration))}: {attempts.Count(attempt => attempt.Correct)} of {attempts.Count} attempts right, {attempts.Count(attempt => attempt.Accepted)} accepted, {exploration.Critiques.Count} critiques, {exploration.GeneratedTokens} tokens"));
        QuarantineView.Show(console, exploration.Quarantined);
        console.WriteLine();
    }

    private static string CriticName(ExplorationRecord exploration) => exploration.CriticVersion switch
    {
        < 0 => "exact critic (an upper bound)",
        var version => string.Create(CultureInfo.InvariantCulture, $"critic version {version}"),
    };
}
