using System.CommandLine;
using System.Text.Json.Nodes;

using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Journal.Maintenance;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Core;
using CritiqueCluster.Node.Replay;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique journal compact RUN --keep N [--apply]</c>.</summary>
internal sealed class JournalCompactCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _run = RolloutsCommand.RunArgument();
    private readonly Option<int> _keep = new("--keep") { Description = "Newest iterations whose explorations stay.", HelpName = "N", Required = true };
    private readonly Option<bool> _apply = new("--apply") { Description = "Do it. Without this, it is only said what would be done." };
    private readonly Option<bool> _json = JsonOption.Create();

    private JournalCompactCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal) => new JournalCompactCommand(terminal).Create();

    private Command Create()
    {
        var command = new Command("compact", "Removes the explorations of old iterations. The run is verified first, and what the learner knew then is kept beside it.")
        {
            _run, _keep, _apply, _json,
        };
        _keep.Within(1);
        command.SetAction((parsed, interrupted) => Task.Run(() => Run(parsed, interrupted), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken interrupted)
    {
        var folder = RunFolder.Find(parsed.GetRequiredValue(_run));
        RunJournal.OwnerOf(folder, "compact");
        var source = new ReplaySource(folder, skipCorrupt: false);
        var published = RunHistory.Of(source.Entries()).Published;
        var before = (published.Count == 0 ? 0 : published[^1].Iteration + 1) - parsed.GetValue(_keep);
        var plan = JournalCompaction.Plan(source.Journal, before);
        var apply = parsed.GetValue(_apply) && plan.Rows > 0;
        if (apply)
            Apply(source, plan, interrupted);
        Tell(plan, apply, parsed.GetValue(_json));
        return ExitCode.Done;
    }

    private void Apply(ReplaySource source, JournalCompaction plan, CancellationToken interrupted)
    {
        using var folderLock = RunLock.Take(source.Folder.Path);
        using var claim = source.Journal.Claim(_ => { });
        var snapshots = new Snapshots(source.Folder);
        var found = new Verifier(source, _terminal.Error.WriteLine).Run(interrupted, learner => snapshots.Keep(learner, plan.Before));
        if (!found.Verified)
            throw new EnvironmentException($"Nothing was removed: the run does not verify. {found.Difference}");
        plan.Apply(source.Journal);
        snapshots.RemoveBefore(plan.Before);
    }

    private void Tell(JournalCompaction plan, bool applied, bool json)
    {
        if (json)
            _terminal.WriteJson(new JsonObject { ["applied"] = applied, ["before"] = Math.Max(0, plan.Before), ["rows"] = plan.Rows, ["bytes"] = plan.Bytes });
        else if (plan.Rows == 0)
            _terminal.Output.WriteLine("nothing to remove");
        else
            _terminal.Output.WriteLine(FormattableString.Invariant(
                $"{(applied ? "removed" : "would remove")} {plan.Rows} rows with {plan.Bytes} bytes: the explorations of the iterations before {plan.Before}{(applied ? "" : "; --apply verifies the run and does it")}"));
    }
}
