using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

using CritiqueCluster.Node.Commands;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Nodes;

/// <summary>What a cluster on one machine is made of.</summary>
/// <param name="Folder">The run folder.</param>
/// <param name="Train">Further arguments of <c>train</c>: the recipe, settings.</param>
/// <param name="Cores">Core nodes.</param>
/// <param name="Rollouts">Rollout workers.</param>
/// <param name="Critics">Critic workers.</param>
internal sealed record SmallClusterOptions(RunFolder Folder, IReadOnlyList<string> Train, int Cores, int Rollouts, int Critics);

/// <summary>
/// Starts the processes of a cluster on this machine, and starts again what dies of them, as Kubernetes would. Nothing is shut down
/// in order: that any process may be killed is the point of it.
/// </summary>
internal sealed partial class SmallCluster : IDisposable
{
    private const int Killed = 128 + 9;
    private const int Terminate = 15;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestLife = TimeSpan.FromSeconds(10);

    private readonly SmallClusterOptions _options;
    private readonly Action<string> _say;
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("critique-cluster-");
    private readonly string[] _doors;
    private readonly List<Member> _nodes = [];

    public SmallCluster(SmallClusterOptions options, Action<string> say)
    {
        (_options, _say) = (options, say);
        _doors = [.. FreePorts(1 + options.Cores).Select(port => FormattableString.Invariant($"127.0.0.1:{port}"))];
    }

    /// <summary>From the start to the run's end.</summary>
    /// <param name="interrupted">Ends the run so that it can be resumed.</param>
    /// <returns>The exit code of <c>train</c>.</returns>
    public async Task<int> RunAsync(CancellationToken interrupted)
    {
        var leader = StartTrain();
        using var stopping = interrupted.Register(() => _ = Signal(leader.Id, Terminate));
        while (!_options.Folder.HasRun && !leader.HasExited)
            await Task.Delay(Pause, CancellationToken.None); // the folder is the run's first
        if (leader.HasExited)
            return leader.ExitCode;
        Add("core", _options.Cores);
        Add("rollout", _options.Rollouts);
        Add("critic", _options.Critics);
        _say($"what the nodes say: {_options.Folder.In("nodes")}");
        _say($"how they stand: `critique status --at {string.Join(',', _doors)}`");
        var begun = Stopwatch.StartNew();
        while (true)
        {
            await Task.WhenAny(leader.WaitForExitAsync(CancellationToken.None), Task.Delay(Pause, CancellationToken.None));
            if (leader.HasExited && (!IsWorthStartingAgain(leader.ExitCode, begun.Elapsed) || interrupted.IsCancellationRequested))
                return leader.ExitCode;
            if (leader.HasExited)
            {
                _say(leader.ExitCode == Killed ? "the learner was killed: started again" : FormattableString.Invariant($"the learner ended with {leader.ExitCode}: started again"));
                leader = StartTrain("--resume", "--join", string.Join(',', _doors.Skip(1)));
                begun.Restart();
            }
            foreach (var drained in _nodes.Where(node => node.Process is { HasExited: true, ExitCode: 0 }).ToList())
            {
                _say($"{drained.Name} was drained");
                _nodes.Remove(drained);
                drained.Dispose();
            }
            foreach (var dead in _nodes.Where(node => node.Process.HasExited && !interrupted.IsCancellationRequested))
            {
                _say(FormattableString.Invariant($"{dead.Name} ended with {dead.Process.ExitCode}: started again"));
                dead.Start();
                _say(FormattableString.Invariant($"{dead.Name}: process {dead.Process.Id}"));
            }
        }
    }

    public void Dispose()
    {
        foreach (var node in _nodes)
            node.Dispose();
        _scratch.Delete(recursive: true);
    }

    /// <summary>A learner that is out of the cluster, or whose journal was away for too long; but not one that cannot even start.</summary>
    private static bool IsWorthStartingAgain(int code, TimeSpan lived) => code == Killed || (code == ExitCode.Environment && lived > ShortestLife);

    private Process StartTrain(params string[] more)
    {
        // A new one gets the recipe and its settings; one that goes on knows them.
        string[] rest = more.Length > 0 ? more : [.. _options.Train];
        var train = Process.Start(Program(["train", "--run", _options.Folder.Path, "--listen", _doors[0], "--roles", "learner", .. rest]))!;
        _say(FormattableString.Invariant($"learner: process {train.Id}"));
        return train;
    }

    private void Add(string role, int count)
    {
        for (var number = 1; number <= count; number++)
        {
            var name = FormattableString.Invariant($"{role}-{number}");
            // The recipe is of whoever starts this cluster.
            string[] own = role switch { "core" => ["--port", _doors[number].Split(':')[1]], "rollout" => ["--allow-commands"], _ => [] };
            var node = new Member(name, Path.Combine(_options.Folder.In("nodes"), $"{name}.log"), Program(
                ["node", "--join", string.Join(',', _doors), "--roles", role, "--cache", Path.Combine(_scratch.FullName, name), .. own]));
            _nodes.Add(node);
            node.Start();
            _say(FormattableString.Invariant($"{name}: process {node.Process.Id}"));
        }
    }

    /// <summary>This program, whether it runs as itself or by <c>dotnet</c>; it ends with this process.</summary>
    private static ProcessStartInfo Program(IEnumerable<string> arguments)
    {
        var host = Environment.ProcessPath!;
        var program = Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? new ProcessStartInfo(host, [Path.Combine(AppContext.BaseDirectory, "critique.dll"), .. arguments])
            : new ProcessStartInfo(host, arguments);
        ParentWatch.AddTo(program);
        return program;
    }

    /// <summary>Ports of this machine that nobody listens at.</summary>
    internal static List<int> FreePorts(int count)
    {
        var sockets = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        sockets.ForEach(socket => socket.Start());
        var ports = sockets.ConvertAll(socket => ((IPEndPoint)socket.LocalEndpoint).Port);
        sockets.ForEach(socket => socket.Dispose());
        return ports;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);

    /// <summary>A node, over all its lives, and the file of what it says.</summary>
    private sealed class Member(string name, string log, ProcessStartInfo program) : IDisposable
    {
        private readonly Lock _gate = new();

        public string Name => name;

        public Process Process { get; private set; } = null!;

        public void Start()
        {
            Directory.CreateDirectory(Path.GetDirectoryName(log)!);
            Process?.Dispose();
            (program.RedirectStandardOutput, program.RedirectStandardError) = (true, true);
            Process = Process.Start(program)!;
            Process.OutputDataReceived += (_, line) => Write(line.Data);
            Process.ErrorDataReceived += (_, line) => Write(line.Data);
            Process.BeginOutputReadLine();
            Process.BeginErrorReadLine();
        }

        public void Dispose()
        {
            Process.Kill();
            Process.WaitForExit();
            Process.Dispose();
        }

        private void Write(string? line)
        {
            lock (_gate)
                if (line is not null)
                    File.AppendAllText(log, line + Environment.NewLine);
        }
    }
}
