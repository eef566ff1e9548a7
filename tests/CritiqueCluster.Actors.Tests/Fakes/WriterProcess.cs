using System.Diagnostics;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>A process that writes to a journal, and what it said it had written: the ids of explorations.</summary>
internal sealed class WriterProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;

    public WriterProcess(params IEnumerable<string> arguments)
    {
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        _process = Process.Start(new ProcessStartInfo(host, ["exec", Path.Combine(AppContext.BaseDirectory, "CritiqueCluster.Journal.Writer.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>As <c>kill -9</c> does, some time after the process has written a number of explorations.</summary>
    /// <returns>All that it said before its end.</returns>
    public async Task<List<string>> KillAsync(int after, TimeSpan later, TimeSpan limit)
    {
        using var cancel = new CancellationTokenSource(limit);
        var said = new List<string>();
        while (said.Count < after)
            said.Add(await _process.StandardOutput.ReadLineAsync(cancel.Token) ?? throw new InvalidOperationException($"the writer ended: {await _error}"));
        await Task.Delay(later, cancel.Token);
        _process.Kill();
        var rest = await _process.StandardOutput.ReadToEndAsync(cancel.Token);
        said.AddRange(rest[..(rest.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return said;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
