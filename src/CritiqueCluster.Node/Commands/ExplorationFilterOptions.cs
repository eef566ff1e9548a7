using System.CommandLine;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Node.Explorations;
using CritiqueCluster.Node.Replay;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Commands;

/// <summary>The options that choose explorations.</summary>
/// <param name="usual">What those are for that are meant where nothing is said; null: whatever they are for.</param>
/// <param name="notes">Told what is left out because it is damaged.</param>
internal sealed class ExplorationFilterOptions(ExplorationPurpose? usual, TextWriter notes)
{
    private readonly Option<int?> _iteration = new("--iteration") { Description = "Only this iteration, from 0; -1 is the base's evaluation.", HelpName = "N" };
    private readonly Option<string?> _problem = new("--problem") { Description = "Only problems with this in their id or statement.", HelpName = "TEXT" };
    private readonly Option<string?> _bin = new("--bin") { Description = $"Only problems of this difficulty bin, by the base's pass rate as in the report: {string.Join("; ", Difficulty.Bins)}; or 0 to {Difficulty.Bins.Count - 1}, hardest first.", HelpName = "BIN" };
    private readonly Option<Outcome?> _outcome = new("--outcome") { Description = "solved: an attempt from the problem alone was accepted; rescued: only a refinement was; unsolved; quarantined: a request was, whatever else, in training and evaluation." };
    private readonly Option<AttemptSource?> _source = new("--source") { Description = "Only those with an accepted attempt of this source." };
    private readonly Option<int?> _policyVersion = new("--policy-version") { Description = "Only those that this parameter version of the policy sampled; 0 is the base.", HelpName = "STEP" };
    private readonly Option<string?> _text = new("--text") { Description = "Only those with this in an attempt or a critique.", HelpName = "TEXT" };
    private readonly Option<bool> _training = new("--training") { Description = $"Those that are learned from{(usual is null ? ", and no others" : " (the default)")}." };
    private readonly Option<bool> _evaluations = new("--evaluation") { Description = $"Those that only measure{(usual is null ? ", and no others" : ", instead of those that are learned from")}." };

    private readonly Option<bool> _skipCorrupt = SkipCorruptOption.Create("what is left out is said");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _iteration, _problem, _bin, _outcome, _source, _policyVersion, _text, _training, _evaluations, _skipCorrupt })
            command.Add(option);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="ConfigurationException">There is no such difficulty bin, or options exclude each other.</exception>
    public ExplorationFilter Of(ParseResult parsed) => new()
    {
        Iteration = parsed.GetValue(_iteration),
        Problem = parsed.GetValue(_problem),
        Bin = parsed.GetValue(_bin) is { } bin ? BinOf(bin) : null,
        Outcome = parsed.GetValue(_outcome),
        Source = parsed.GetValue(_source),
        PolicyVersion = parsed.GetValue(_policyVersion),
        Text = parsed.GetValue(_text),
        Purpose = PurposeOf(
            parsed.GetValue(_training), parsed.GetValue(_evaluations) || (parsed.GetValue(_iteration) == -1 && !parsed.GetValue(_training)),
            parsed.GetValue(_outcome) == Outcome.Quarantined ? null : usual),
    };

    /// <summary>A run's explorations that were asked for, one at a time.</summary>
    /// <exception cref="ConfigurationException">There is no such difficulty bin, or none any more, or options exclude each other.</exception>
    public IEnumerable<ExplorationRecord> Of(ParseResult parsed, RunFolder folder)
    {
        var filter = Of(parsed);
        return filter.Bin is not null && new Snapshots(folder).Newest > 0
            ? throw new ConfigurationException("Difficulty bins are by the first exploration, which `critique journal compact` has removed from this run: leave --bin away.")
            : ChosenExplorations.Of(() => All(parsed, folder), filter);
    }

    /// <summary>All of a run's explorations, one at a time.</summary>
    public IEnumerable<ExplorationRecord> All(ParseResult parsed, RunFolder folder)
    {
        var said = new HashSet<string>();
        return RunJournal.Explorations(folder, parsed.GetValue(_skipCorrupt) ? Skipped : null);

        void Skipped(string what)
        {
            if (said.Add(what))
                notes.WriteLine($"skipped: {what}");
        }
    }

    private static ExplorationPurpose? PurposeOf(bool training, bool evaluations, ExplorationPurpose? otherwise) => (training, evaluations) switch
    {
        (true, true) => throw new ConfigurationException("--training and --evaluation exclude each other: leave one of them out."),
        (true, false) => ExplorationPurpose.Training,
        (false, true) => ExplorationPurpose.Evaluation,
        _ => otherwise,
    };

    private static int BinOf(string name) => Difficulty.Find(name) ?? throw new ConfigurationException(
        $"There is no difficulty bin '{name}': --bin takes {string.Join("; ", Difficulty.Bins)}, or 0 to {Difficulty.Bins.Count - 1}, hardest first.");
}
