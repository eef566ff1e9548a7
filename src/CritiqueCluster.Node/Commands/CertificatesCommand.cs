using System.CommandLine;

using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary><c>critique certificates DIR</c>: a private issuer, and certificates of nodes.</summary>
internal static class CertificatesCommand
{
    public static Command Create(Terminal terminal)
    {
        var folder = new Argument<string>("DIR") { Description = "Gets ca.crt and its key ca.key, unless they are there, and a folder for each node." };
        var nodes = new Option<string[]>("--nodes")
        {
            Description = "Names of nodes; each folder is what `--certificates` of that node wants.",
            HelpName = "NAME",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["node"],
        };
        var days = new Option<int>("--days") { Description = "How long nodes' certificates are valid.", HelpName = "N", DefaultValueFactory = _ => 365 };
        days.Within(1, CertificateAuthority.Days);
        var command = new Command("certificates", "Makes a private issuer and certificates of nodes, for `train --certificates` and `node --certificates`. Writes nothing over.") { folder, nodes, days };
        command.SetAction(parsed =>
        {
            var authority = new AuthorityFolder(parsed.GetRequiredValue(folder));
            foreach (var made in authority.Add(parsed.GetRequiredValue(nodes), DateTimeOffset.Now, TimeSpan.FromDays(parsed.GetValue(days))))
                terminal.Output.WriteLine(made);
            terminal.Output.WriteLine($"Give each node its folder. {authority.Key} makes more of them: keep it to yourself.");
        });
        return command;
    }
}
