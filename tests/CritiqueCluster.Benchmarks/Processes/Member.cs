using System.Diagnostics;
using System.Text.RegularExpressions;

namespace CritiqueCluster.Benchmarks.Processes;

/// <summary>A process of a cluster over all its lives.</summary>
/// <param name="role">core, learner, rollout or critic.</param>
/// <param name="arguments">Of the program, given whether it is its first life.</param>
/// <param name="log">The file of what it says.</param>
internal sealed class Member(string role, Func<bool, IEnumerable<string>> arguments, string log) : IDisposable
{
    private readonly Lock _gate = new();
    private Process? _process;
    private volatile string _error = "";

    public string Role => role;

    /// <summary>Whether it takes part in the run, by its own words.</summary>
    public bool IsIn { get; private set; }

    public bool HasExited => _process is null or { HasExited: true };

    public int ExitCode => _process!.ExitCode;

    /// <summary>The last line on standard error.</summary>
    public string LastError => _error;

    public void Start()
    {
        var first = _process is null;
        _process?.Dispose();
        IsIn = false;
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        _process = Process.Start(new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "critique.dll"), .. arguments(first)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, line) => Heard(line.Data, isError: false);
        _process.ErrorDataReceived += (_, line) => Heard(line.Data, isError: true);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>As <c>kill -9</c> does.</summary>
    public void Kill() => _process!.Kill();

    public void Dispose()
    {
        if (!HasExited)
        {
            Kill();
            _process!.WaitForExit();
        }
        _process?.Dispose();
        _process = null;
    }

    private void Heard(string? line, bool isError)
    {
        if (line is null)
            return;
        if (Regex.IsMatch(line, "working for|, too$|other nodes join with"))
            IsIn = true;
        if (isError && line.Length > 0)
            _error = line;
        lock (_gate)
            File.AppendAllText(log, line + Environment.NewLine);
    }
}
