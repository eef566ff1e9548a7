using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary>The program's commands, and what happens around each of them.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command line.</summary>
    /// <param name="args">Without the program's name.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="interrupted">Cancelled by the first Ctrl-C.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken interrupted)
    {
        var verbose = new Option<bool>("--verbose") { Description = "Show where an error comes from.", Recursive = true };
        var parsed = Root(terminal, verbose).Parse(args);
        var configuration = new InvocationConfiguration
        {
            Output = terminal.Output,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        if (parsed.Errors.Count > 0)
            return args.Count == 0 ? Help(parsed, configuration) : Misused(parsed, terminal);
        try
        {
            return await parsed.InvokeAsync(configuration, interrupted);
        }
#pragma warning disable CA1031 // The one place where every failure becomes a line and an exit code.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Failure.Report(error, terminal, parsed.GetValue(verbose));
        }
    }

    private static RootCommand Root(Terminal terminal, Option<bool> verbose) => new("Trains reasoning language models with critique in the loop.")
    {
        TrainCommand.Create(terminal, verbose),
        NodeCommand.Create(terminal, verbose),
        ClusterCommand.Create(terminal),
        StatusCommand.Create(terminal),
        HoldCommand.Pause(terminal),
        HoldCommand.Resume(terminal),
        HoldCommand.Stop(terminal),
        DrainCommand.Create(terminal),
        CompareCommand.Create(terminal, verbose),
        PretrainCommand.Create(terminal),
        EvaluateCommand.Create(terminal),
        SolveCommand.Create(terminal),
        GradeCommand.Create(terminal),
        ReplayCommand.Create(terminal),
        RolloutsCommand.Create(terminal),
        JournalCommand.Create(terminal),
        ConfigCommand.Create(terminal),
        CertificatesCommand.Create(terminal),
        DoctorCommand.Create(terminal),
        verbose,
    };

    private static int Help(ParseResult parsed, InvocationConfiguration configuration)
    {
        parsed.RootCommandResult.Command.Parse(["--help"]).Invoke(configuration);
        return ExitCode.Usage;
    }

    private static int Misused(ParseResult parsed, Terminal terminal)
    {
        // An unknown command is also reported as a missing one: the first says more.
        foreach (var error in parsed.Errors.Count > 1 && parsed.UnmatchedTokens.Count > 0 ? parsed.Errors.Skip(1) : parsed.Errors)
            terminal.Error.WriteLine($"error: {WrongValue(error.SymbolResult) ?? error.Message}");
        if (Nearest(parsed) is { } nearest)
            terminal.Error.WriteLine($"Did you mean {nearest}?");
        terminal.Error.WriteLine($"Try `{Path(parsed)} --help`.");
        return ExitCode.Usage;
    }

    /// <summary>What is wrong with the value of an option for a number or a choice, which the library says with the names of types.</summary>
    private static string? WrongValue(SymbolResult? result)
    {
        if (result is not OptionResult { Tokens: [var token], Option: var option })
            return null;
        var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        if (type.IsEnum)
            return Enum.TryParse(type, token.Value, ignoreCase: true, out _) ? null : $"{option.Name} is \"{token.Value}\", but must be one of {string.Join(", ", Enum.GetNames(type))}.";
        if (type == typeof(int) && !int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _))
            return $"{option.Name} is \"{token.Value}\", but must be a whole number.";
        return type == typeof(double) && !double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? $"{option.Name} is \"{token.Value}\", but must be a number."
            : null;
    }

    private static string? Nearest(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is not [var token, ..])
            return null;
        var command = parsed.CommandResult.Command;
        var known = token.StartsWith('-') ? command.Options.Select(option => option.Name) : command.Subcommands.Select(sub => sub.Name);
        var nearest = known.MinBy(name => EditDistance.Between(name, token));
        return nearest is not null && EditDistance.Between(nearest, token) <= 2 ? nearest : null;
    }

    private static string Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult command; result = result.Parent)
            names.Push(command.Command is RootCommand ? "critique" : command.Command.Name);
        return string.Join(' ', names);
    }
}
