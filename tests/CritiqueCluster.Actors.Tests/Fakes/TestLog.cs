using Microsoft.Extensions.Logging;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>Log lines of a run, in a file beside its journal.</summary>
internal sealed class TestLog(string folder) : ILoggerProvider, ILogger
{
    private readonly Lock _gate = new();

    public static Action<ILoggingBuilder> To(string folder) => builder => builder.AddProvider(new TestLog(folder));

    public static string[] Lines(string folder) => File.Exists(PathIn(folder)) ? File.ReadAllLines(PathIn(folder)) : [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_gate)
            File.AppendAllText(PathIn(folder), $"{logLevel} {formatter(state, exception)} {exception}\n");
    }

    public void Dispose() { }

    private static string PathIn(string folder) => Path.Combine(folder, "test.log");
}
