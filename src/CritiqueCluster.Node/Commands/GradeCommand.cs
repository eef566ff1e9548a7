using System.CommandLine;

using CritiqueCluster.Node.Grading;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique grade</c>: how the grader judges an answer, and why.</summary>
internal sealed class GradeCommand
{
    private readonly Terminal _terminal;
    private readonly Option<string?> _gold = new("--gold") { Description = "The reference answer, LaTeX or plain.", HelpName = "ANSWER" };
    private readonly Option<string?> _prediction = new("--prediction") { Description = "A bare answer, or a whole solution.", HelpName = "TEXT" };
    private readonly Option<string?> _file = new("--file") { Description = "A JSONL file of pairs: gold, prediction and, where it is known, equal.", HelpName = "FILE" };
    private readonly Option<bool> _rounding = new("--rounding") { Description = "A reference that is a decimal is met by what rounds to it (Problems.AllowRounding in a recipe)." };
    private readonly Option<bool> _json = JsonOption.Create();

    private GradeCommand(Terminal terminal) => _terminal = terminal;

    public static Command Create(Terminal terminal) => new GradeCommand(terminal).Create();

    private Command Create()
    {
        var command = new Command("grade", "Compares an answer with a reference and says which rule decided.") { _gold, _prediction, _file, _rounding, _json };
        command.Validators.Add(result =>
        {
            var (gold, prediction, file) = (result.GetResult(_gold) is not null, result.GetResult(_prediction) is not null, result.GetResult(_file) is not null);
            if (file ? gold || prediction : !gold || !prediction)
                result.AddError("Give either --gold and --prediction, or --file.");
        });
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var (gold, prediction, file) = (parsed.GetValue(_gold), parsed.GetValue(_prediction), parsed.GetValue(_file));
        var pairs = file is null ? [new GradedPair(gold!, prediction!, null, parsed.GetValue(_rounding))] : PairFile.Read(file, parsed.GetValue(_rounding));
        if (parsed.GetValue(_json))
            _terminal.WriteJson(GradeReport.ToJson(pairs));
        else if (file is null)
            GradeReport.Show(_terminal.Output, pairs[0]);
        else
            GradeReport.Show(_terminal.Output, pairs);
        return ExitCode.Done;
    }
}
