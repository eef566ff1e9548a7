using System.CommandLine;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Node.Explorations;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique rollouts show RUN [EXPLORATION]</c>.</summary>
internal static class RolloutsShowCommand
{
    public static Command Create(Terminal terminal)
    {
        var run = RolloutsCommand.RunArgument();
        var id = new Argument<string?>("EXPLORATION")
        {
            Description = "As `rollouts list` names it, or a problem's id; without one, the first that a refinement rescued.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var filter = new ExplorationFilterOptions();
        var json = JsonOption.Create();
        var command = new Command("show", "Shows one exploration: attempts step by step, the critique beside each step, and what refinements changed.") { run, id, json };
        filter.AddTo(command);
        command.SetAction(parsed =>
        {
            var folder = RunFolder.Find(parsed.GetRequiredValue(run));
            var explorations = RunJournal.Explorations(folder).Where(Wanted(parsed.GetValue(id), filter.Of(parsed)));
            var exploration = Choose(explorations) ?? throw new ConfigurationException(
                $"No exploration of {folder.Path} fits; see `critique rollouts list {folder.Path}`.");
            var checker = ProblemSources.CheckerOf(RunFile.Read(folder).Recipe.Problems);
            if (parsed.GetValue(json))
                terminal.WriteJson(ExplorationJson.Whole(exploration, checker));
            else
                ExplorationView.Show(terminal.Out, exploration, checker);
        });
        return command;
    }

    // An id names an exploration whatever it is for; without one, the filter decides.
    private static Func<ExplorationRecord, bool> Wanted(string? id, ExplorationFilter filter) => id is null
        ? filter.Allows
        : exploration => exploration.Id == id
            || (exploration.Problem.Id == id && (filter.Iteration is null || exploration.Iteration == filter.Iteration) && IsPurpose(exploration, filter));

    private static bool IsPurpose(ExplorationRecord exploration, ExplorationFilter filter) =>
        filter.Evaluations == (exploration.Purpose == ExplorationPurpose.Evaluation);

    private static ExplorationRecord? Choose(IEnumerable<ExplorationRecord> explorations)
    {
        ExplorationRecord? best = null;
        foreach (var exploration in explorations)
        {
            if (Outcomes.Of(exploration) == Outcome.Rescued)
                return exploration;
            if (best is null || (best.Critiques.Count == 0 && exploration.Critiques.Count > 0))
                best = exploration;
        }
        return best;
    }
}
