using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

using CritiqueCluster.Node.Doctor;
using CritiqueCluster.Node.Terminals;

using Spectre.Console;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Command Create(Terminal terminal)
    {
        var json = JsonOption.Create();
        var command = new Command("doctor", "Says what the program found on this machine, and how to mend what is missing.") { json };
        command.SetAction(parsed =>
        {
            var findings = new List<Finding>();
            foreach (var finding in Examination.Run("runs"))
            {
                findings.Add(finding);
                if (!parsed.GetValue(json))
                    Show(finding, terminal.Out);
            }
            if (parsed.GetValue(json))
                terminal.WriteJson(Document(findings));
            return findings.Any(finding => finding.Health == Health.Fail) ? ExitCode.Environment : ExitCode.Done;
        });
        return command;
    }

    private static void Show(Finding finding, IAnsiConsole console)
    {
        var mark = finding.Health switch { Health.Ok => "[green]ok  [/]", Health.Warn => "[yellow]warn[/]", _ => "[red]fail[/]" };
        console.MarkupLine($"{mark}  {finding.Name,-10}  {Markup.Escape(finding.Found)}");
        if (finding.Mend is not null)
            console.MarkupLine($"{"",18}[grey]{Markup.Escape(finding.Mend)}[/]");
    }

    private static JsonObject Document(List<Finding> findings) => new()
    {
        ["ok"] = findings.All(finding => finding.Health != Health.Fail),
        ["findings"] = new JsonArray([.. findings.Select(finding => new JsonObject
        {
            ["name"] = finding.Name,
            ["status"] = JsonNamingPolicy.CamelCase.ConvertName(finding.Health.ToString()),
            ["found"] = finding.Found,
            ["mend"] = finding.Mend,
        })]),
    };
}
