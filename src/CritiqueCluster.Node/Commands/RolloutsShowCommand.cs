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
        var filter = new ExplorationFilterOptions(ExplorationPurpose.Training, terminal.Error);
        var json = JsonOption.Create();
        var command = new Command("show", "Shows one exploration: attempts step by step, the critique beside each step, and what refinements changed.") { run, id, json };
        filter.AddTo(command);
        command.SetAction(parsed =>
        {
            var folder = RunFolder.Find(parsed.GetRequiredValue(run));
            var exploration = Choose(Wanted(parsed.GetValue(id), () => filter.All(parsed, folder), filter.Of(parsed))) ?? throw new ConfigurationException(
                $"No exploration of {folder.Path} {(parsed.GetValue(id) is { } given ? $"is called '{given}', nor is its problem" : "fits")}; see `critique rollouts list {folder.Path}`.");
            var checker = ProblemSources.CheckerOf(exploration.Problem.Kind, RunFile.Read(folder).Recipe.Problems);
            if (parsed.GetValue(json))
                terminal.WriteJson(ExplorationJson.Whole(exploration, checker));
            else
                ExplorationView.Show(terminal.Out, exploration, checker);
        });
        return command;
    }

    // An exploration's id names it whatever it is for, and a problem's id together with iteration and purpose; without either, the filter decides.
    private static IEnumerable<ExplorationRecord> Wanted(string? id, Func<IEnumerable<ExplorationRecord>> all, ExplorationFilter filter) => id is null
        ? ChosenExplorations.Of(all, filter)
        : all().Where(exploration => exploration.Id == id
            || (exploration.Problem.Id == id && exploration.Purpose == filter.Purpose && (filter.Iteration is null || exploration.Iteration == filter.Iteration)));

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
