using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using CritiqueCluster.Core.Files;

using Spectre.Console;

namespace CritiqueCluster.Node.Terminals;

/// <summary>Where a command writes: results on standard output, everything else on standard error.</summary>
internal sealed class Terminal
{
    private const int RedirectedWidth = 160;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lazy<IAnsiConsole> _out;
    private readonly Lazy<IAnsiConsole> _error;

    private Terminal(TextWriter output, TextWriter error, bool outputIsTerminal, bool errorIsTerminal)
    {
        (Output, Error, OutputIsTerminal, ErrorIsTerminal) = (output, error, outputIsTerminal, errorIsTerminal);
        _out = new(() => Console(output, outputIsTerminal));
        _error = new(() => Console(error, errorIsTerminal));
    }

    /// <summary>Standard output.</summary>
    public TextWriter Output { get; }

    /// <summary>Standard error.</summary>
    public TextWriter Error { get; }

    /// <summary>Someone watches standard output: live progress makes sense.</summary>
    public bool OutputIsTerminal { get; }

    /// <summary>Someone watches standard error.</summary>
    public bool ErrorIsTerminal { get; }

    /// <summary>Standard output with tables and colours; plain text where it is redirected.</summary>
    public IAnsiConsole Out => _out.Value;

    /// <summary>Standard error with colours; plain text where it is redirected.</summary>
    public IAnsiConsole Notes => _error.Value;

    /// <summary>This process's.</summary>
    /// <remarks>What a file or another program receives is UTF-8, whatever the locale: JSON is.</remarks>
    public static Terminal System() => new(
        global::System.Console.IsOutputRedirected ? Utf8(global::System.Console.OpenStandardOutput()) : global::System.Console.Out, global::System.Console.Error,
        !global::System.Console.IsOutputRedirected, !global::System.Console.IsErrorRedirected);

    /// <summary>One that nobody watches.</summary>
    public static Terminal Redirected(TextWriter output, TextWriter error) => new(output, error, false, false);

    /// <summary>Prints a command's one JSON document; numbers that are not finite as null.</summary>
    public void WriteJson(JsonNode document) => Output.WriteLine(FiniteJson.Clean(document)!.ToJsonString(Indented));

    private static TextWriter Utf8(Stream stream) => TextWriter.Synchronized(new StreamWriter(stream, new UTF8Encoding(false)) { AutoFlush = true });

    private static IAnsiConsole Console(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isTerminal)
            console.Profile.Width = RedirectedWidth;
        return console;
    }
}
