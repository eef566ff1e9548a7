using System.CommandLine;

using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Node.Explorations;

namespace CritiqueCluster.Node.Commands;

/// <summary>The options that choose explorations.</summary>
internal sealed class ExplorationFilterOptions
{
    private readonly Option<int?> _iteration = new("--iteration") { Description = "Only this iteration, from 0; -1 is the base's evaluation.", HelpName = "N" };
    private readonly Option<string?> _problem = new("--problem") { Description = "Only problems with this in their id or statement.", HelpName = "TEXT" };
    private readonly Option<Outcome?> _outcome = new("--outcome") { Description = "solved: an attempt from the problem alone was accepted; rescued: only a refinement was; unsolved." };
    private readonly Option<AttemptSource?> _source = new("--source") { Description = "Only those with an accepted attempt of this source." };
    private readonly Option<bool> _evaluations = new("--evaluation") { Description = "Those that only measure, instead of those that are learned from." };

    public void AddTo(Command command)
    {
        command.Add(_iteration);
        command.Add(_problem);
        command.Add(_outcome);
        command.Add(_source);
        command.Add(_evaluations);
    }

    public ExplorationFilter Of(ParseResult parsed) => new(
        parsed.GetValue(_iteration), parsed.GetValue(_problem), parsed.GetValue(_outcome), parsed.GetValue(_source), parsed.GetValue(_evaluations));
}
