using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Commands;

/// <summary>Says in one line what went wrong.</summary>
internal static class Failure
{
    /// <summary>Reports an exception on standard error.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(Exception error, Terminal terminal, bool verbose)
    {
        var cause = Cause(error);
        var code = ExitCode.Of(cause);
        terminal.Error.WriteLine(code == ExitCode.Interrupted ? "interrupted" : $"error: {Message(cause, code)}");
        if (verbose)
            terminal.Error.WriteLine(error);
        return code;
    }

    // Tasks and actors wrap what was thrown, and cancellation may be one of several.
    private static Exception Cause(Exception error) => error switch
    {
        AggregateException { InnerExceptions.Count: > 0 } several =>
            Cause(several.Flatten().InnerExceptions.MinBy(inner => ExitCode.Of(inner) is var code && code == ExitCode.JobFailed ? int.MaxValue : code)!),
        TypeInitializationException { InnerException: { } inner } => Cause(inner),
        _ => error,
    };

    private static string Message(Exception cause, int code)
    {
        var line = cause.Message.ReplaceLineEndings(" ");
        return code switch
        {
            ExitCode.JobFailed => $"{line} ({cause.GetType().Name}; --verbose shows where)",
            ExitCode.Environment when cause is DllNotFoundException => $"{line} See `critique doctor`.",
            _ => line,
        };
    }
}
