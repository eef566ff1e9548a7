using System.CommandLine;

using CritiqueCluster.Core;

namespace CritiqueCluster.Node.Commands;

/// <summary>Options of every command that starts a node's actors.</summary>
internal sealed class ActorOptions
{
    private readonly Option<int?> _port = new("--actor-port") { Description = "Port of the actors. [default: any free one]", HelpName = "PORT" };
    private readonly Option<FileInfo?> _akka = new("--akka") { Description = "A file of Akka settings (HOCON) that go before those of cluster-config/akka.", HelpName = "FILE" };

    /// <summary>These options.</summary>
    public IReadOnlyList<Option> All => [_port, _akka];

    public void AddTo(Command command)
    {
        command.Add(_port);
        command.Add(_akka);
    }

    public int Port(ParseResult parsed) => (parsed.GetValue(_port) ?? Variables.Number("CRITIQUE_ACTOR_PORT")) is >= 0 and <= 65535 and var port
        ? port
        : throw new ConfigurationException("--actor-port must be from 0 to 65535.");

    /// <exception cref="ConfigurationException">There is no such file, or it is no HOCON.</exception>
    public string Overrides(ParseResult parsed)
    {
        if (parsed.GetValue(_akka) is not { } file)
            return "";
        try
        {
            var text = File.ReadAllText(file.FullName);
            Akka.Configuration.ConfigurationFactory.ParseString(text);
            return text;
        }
        catch (Exception e)
        {
            throw new ConfigurationException($"--akka {file} cannot be read as HOCON: {e.Message}", e);
        }
    }
}
