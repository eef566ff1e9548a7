using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace CritiqueCluster.Node.Tests.Processes;

/// <summary>The real program in a process of its own.</summary>
internal sealed class ProgramProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private ProgramProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => Text(_output);

    public string Error => Text(_error);

    public static ProgramProcess Start(params IEnumerable<string> args) => StartIn(AppContext.BaseDirectory, args);

    /// <summary>Starts the program with variables in its environment.</summary>
    public static ProgramProcess StartWith(IReadOnlyDictionary<string, string> environment, params IEnumerable<string> args) =>
        Start(AppContext.BaseDirectory, AppContext.BaseDirectory, environment, args);

    /// <summary>Starts the program in a working directory.</summary>
    public static ProgramProcess StartAt(string directory, params IEnumerable<string> args) =>
        Start(AppContext.BaseDirectory, directory, new Dictionary<string, string>(), args);

    /// <summary>Starts the program that stands in a folder.</summary>
    public static ProgramProcess StartIn(string folder, params IEnumerable<string> args) => Start(folder, AppContext.BaseDirectory, new Dictionary<string, string>(), args);

    /// <summary>Starts the program by another, which becomes it: <c>ip netns exec</c>, say.</summary>
    public static ProgramProcess StartBy(IReadOnlyList<string> launcher, params IEnumerable<string> args) =>
        Start(AppContext.BaseDirectory, AppContext.BaseDirectory, new Dictionary<string, string>(), args, launcher);

    private static ProgramProcess Start(
        string folder, string directory, IReadOnlyDictionary<string, string> environment, IEnumerable<string> args, params IReadOnlyList<string> launcher)
    {
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        string[] line = [.. launcher, host, Path.Combine(folder, "critique.dll"), .. args];
        var info = new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        var process = new ProgramProcess(Process.Start(info)!);
        process._process.OutputDataReceived += (_, line) => Append(process._output, line.Data);
        process._process.ErrorDataReceived += (_, line) => Append(process._error, line.Data);
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It does not come: with what the program has said.</exception>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The program did not end.\n{Output}\n{Error}", e);
        }
        return _process.ExitCode;
    }

    /// <summary>Waits until something holds, or the program has ended.</summary>
    public async Task<bool> UntilAsync(Func<bool> holds)
    {
        while (!HasExited)
        {
            if (holds())
                return true;
            await Task.Delay(20);
        }
        return holds();
    }

    /// <summary>As <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Ctrl-C.</summary>
    public void Interrupt() => Signal("-INT");

    /// <summary>Holds it still, as a machine that is frozen or paused.</summary>
    public void Freeze() => Signal("-STOP");

    /// <summary>Lets it go on after <see cref="Freeze"/>.</summary>
    public void Thaw() => Signal("-CONT");

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true); // `cluster` has processes of its own
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [signal, Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
            text.Append(line).Append(line is null ? "" : "\n");
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
