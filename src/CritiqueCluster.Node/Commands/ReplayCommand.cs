using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Replay;
using CritiqueCluster.Node.Runs;
using CritiqueCluster.Node.Terminals;

using Spectre.Console;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique replay RUN</c>: what a journal is good for beside resuming.</summary>
internal sealed class ReplayCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _run = RolloutsCommand.RunArgument();
    private readonly Option<bool> _verify = new("--verify") { Description = "Fold the whole journal again and compare every published version, bit for bit." };
    private readonly Option<LearnerObjective?> _objective = new("--objective") { Description = "Train again from the run's rollouts with another objective." };
    private readonly Option<LearnerFilter?> _filter = new("--filter") { Description = "Train again from others of the run's rollouts." };
    private readonly Option<string[]> _set = RecipeArguments.SetOption("Learner.Epochs=4");
    private readonly Option<int?> _until = new("--until") { Description = "Train again up to this iteration, from 0, and no further.", HelpName = "ITERATION" };
    private readonly Option<string?> _output = new("--output") { Description = "The folder of the new training. [default: the next free runs/NAME-replay-N]", HelpName = "DIR" };
    private readonly Option<string?> _critic = new("--critic") { Description = "Criticise the run's attempts again: exact, embedded, or a model folder.", HelpName = "MODEL" };
    private readonly Option<bool> _skipCorrupt = SkipCorruptOption.Create("it is recorded in what comes out");
    private readonly Option<bool> _json = JsonOption.Create();

    private ReplayCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal) => new ReplayCommand(terminal).Create();

    private Command Create()
    {
        var command = new Command("replay", "Replays a run from its journal: to verify it, to train again with other learning, to hear another critic.")
        {
            _run, _verify, _objective, _filter, _set, _until, _output, _critic, _skipCorrupt, _json,
        };
        _until.Within(0);
        command.Validators.Add(result =>
        {
            var trains = new Option[] { _objective, _filter, _set, _until, _output }.Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name).ToList();
            List<string> wanted = [.. new Option[] { _verify, _critic }.Where(option => result.GetResult(option) is { Implicit: false }).Select(option => option.Name), .. trains.Take(1)];
            if (wanted.Count == 0)
                result.AddError("Say what to do: --verify, or --objective, --filter, --until or --set Learner.… to train again, or --critic.");
            else if (wanted.Count > 1)
                result.AddError($"{string.Join(" and ", wanted)} are different replays: to verify, to hear another critic, to train again ({string.Join(", ", new Option[] { _objective, _filter, _set, _until, _output }.Select(option => option.Name))}). One at a time.");
        });
        command.SetAction((parsed, interrupted) => Task.Run(() => Run(parsed, interrupted), CancellationToken.None));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken interrupted)
    {
        var source = new ReplaySource(RunFolder.Find(parsed.GetRequiredValue(_run)), parsed.GetValue(_skipCorrupt));
        if (parsed.GetValue(_verify))
            return Verify(source, parsed.GetValue(_json), interrupted);
        if (parsed.GetValue(_critic) is { } critic)
            return Criticise(source, critic, parsed.GetValue(_json), interrupted);
        return Train(source, parsed, interrupted);
    }

    private int Verify(ReplaySource source, bool json, CancellationToken interrupted)
    {
        var found = new Verifier(source, Say).Run(interrupted);
        if (json)
            _terminal.WriteJson(found.ToJson());
        else
            Show(found);
        return found.Verified ? ExitCode.Done : ExitCode.JobFailed;
    }

    private void Show(Verification found)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in new[] { "model", "version", "journalled", "replayed", "" })
            table.AddColumn(column);
        foreach (var version in found.Versions)
            table.AddRow(new Text(version.Model), new Text($"{version.Version}"), new Text(Short(version.Journalled)), new Text(Short(version.Replayed ?? "")),
                new Markup(version.Spoiled ? "[red]files differ[/]" : !version.Same ? "[red]different[/]" : version.Compacted ? "[grey]compacted[/]" : "[green]same[/]"));
        if (found.Versions.Count > 0)
            _terminal.Out.Write(table);
        foreach (var line in found.Skipped)
            _terminal.Output.WriteLine($"skipped: {line}");
        if (found.Difference is { } difference)
            _terminal.Output.WriteLine(difference);
        _terminal.Output.WriteLine(FormattableString.Invariant(
            $"{Verdict(found)}: {found.Explorations} explorations, {found.Trajectories} trajectories, {found.Versions.Count} versions in {found.Seconds:0.0} s"));
    }

    private static string Verdict(Verification found) =>
        !found.Verified ? "NOT verified" : found.Versions.Count == 0 ? "nothing to verify, since no version was published" : "verified";

    private int Train(ReplaySource source, ParseResult parsed, CancellationToken interrupted)
    {
        var recipe = Counterfactual.RecipeOf(source.File.Recipe, parsed.GetValue(_objective), parsed.GetValue(_filter), parsed.GetValue(_set) ?? []);
        var output = OutputOf(parsed.GetValue(_output), source);
        var results = new Counterfactual(source, Say).Run(recipe, output, parsed.GetValue(_until), interrupted);
        var file = RunFile.Read(output);
        if (parsed.GetValue(_json))
            _terminal.WriteJson(Document(output, file, results));
        else
        {
            foreach (var version in file.Parent!.Versions)
                _terminal.Output.WriteLine($"version {version.Step}  {version.Hash}");
            _terminal.Output.WriteLine(FormattableString.Invariant($"trained again from {source.File.Run}, iterations 0 to {file.Parent.Until}, into {output.Path}"));
            _terminal.Output.WriteLine($"measure it: critique evaluate {output.Path}");
        }
        return ExitCode.Done;
    }

    private static RunFolder OutputOf(string? given, ReplaySource source) =>
        given is not null && new RunFolder(given).HasRun ? new RunFolder(given) : RunFolder.ForNew(given, $"{source.File.Run}-replay", "--output");

    private int Criticise(ReplaySource source, string critic, bool json, CancellationToken interrupted)
    {
        var report = new CriticRehearing(source, critic, Say).Run(interrupted);
        if (json)
            _terminal.WriteJson(JsonSerializer.SerializeToNode(report, FiniteJson.Web)!.AsObject());
        else
            CriticReplayTable.Show(_terminal.Out, report);
        return ExitCode.Done;
    }

    private static JsonObject Document(RunFolder output, RunFile file, IReadOnlyList<LearningResult> results) => new()
    {
        ["folder"] = output.Path,
        ["parent"] = JsonSerializer.SerializeToNode(file.Parent, FiniteJson.Web),
        ["learned"] = new JsonArray([.. results.Select(result => new JsonObject
        {
            ["version"] = result.Version.Step,
            ["hash"] = result.Version.Hash,
            ["trajectories"] = new JsonObject(result.Trajectories.Select(pair => KeyValuePair.Create(JsonNamingPolicy.CamelCase.ConvertName(pair.Key.ToString()), (JsonNode?)pair.Value))),
            ["supervisedExamples"] = result.SupervisedExamples,
            ["steps"] = result.Steps,
            ["loss"] = result.Loss,
            ["seconds"] = result.Seconds,
        })]),
    };

    private void Say(string line) => _terminal.Error.WriteLine(line);

    private static string Short(string hash) => hash.Length > 23 ? hash[..23] + "…" : hash;
}
