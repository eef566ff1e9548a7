using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

using CritiqueCluster.Benchmarks.Processes;
using CritiqueCluster.Node.Nodes;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Benchmarks.Faults;

/// <summary>
/// A run by a cluster of processes: three core nodes, the learner, two rollout workers and a critic. They are killed at random moments and
/// started again a second after they ended, whatever they ended of, as Kubernetes would.
/// </summary>
internal sealed class KilledCluster : IDisposable
{
    private const int Cores = 3;

    private static readonly TimeSpan Restart = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly KillPlan _plan;
    private readonly Random _random;
    private readonly RunFolder _folder;
    private readonly Ledger _ledger;
    private readonly List<Member> _members = [];
    private readonly Dictionary<Member, long> _died = [];
    private readonly HashSet<Member> _killed = [];
    private readonly List<(string Role, long At)> _kills = [];
    private readonly List<string> _ends = [];
    private long _lastCore;
    private long _nextKill;
    private int _rowsAtKill;
    private bool _waits;

    /// <param name="plan">What is killed.</param>
    /// <param name="random">Chooses what and when.</param>
    /// <param name="folder">An empty folder.</param>
    /// <param name="settings">Of the run.</param>
    public KilledCluster(KillPlan plan, Random random, string folder, IReadOnlyList<string> settings)
    {
        (_plan, _random, _folder) = (plan, random, new RunFolder(Path.Combine(folder, "run")));
        _ledger = new Ledger(_folder);
        var akka = Path.Combine(folder, "akka.conf");
        File.WriteAllText(akka, plan.Hocon);
        var ports = new Queue<string>(SmallCluster.FreePorts(12).Select(port => port.ToString(CultureInfo.InvariantCulture)));
        var doors = Enumerable.Range(0, 1 + Cores).Select(_ => $"127.0.0.1:{ports.Dequeue()}").ToList();
        Add("learner", 1, _ => ["train", "--run", _folder.Path, "--json", "--listen", doors[0], "--roles", "learner"], settings, ["--resume", "--join", string.Join(',', doors.Skip(1))]);
        Add("core", Cores, number => [.. Node("core"), "--port", doors[number].Split(':')[1]]);
        Add("rollout", 2, _ => Node("rollout"));
        Add("critic", 1, _ => Node("critic"));

        string[] Node(string role) => ["node", "--join", string.Join(',', doors), "--roles", role];

        // The actors keep their port: a process that joins where a dead one was has that one given up at once.
        void Add(string role, int count, Func<int, IEnumerable<string>> arguments, IEnumerable<string>? atFirst = null, IEnumerable<string>? later = null)
        {
            for (var number = 1; number <= count; number++)
            {
                string[] all = [.. arguments(number), "--akka", akka, .. plan.KeepPorts ? ["--actor-port", ports.Dequeue()] : Array.Empty<string>()];
                _members.Add(new Member(
                    role, first => [.. all, .. (first ? atFirst : later) ?? []], Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{role}-{number}.log"))));
            }
        }
    }

    private Member Learner => _members[0];

    /// <summary>From the start to the end of the run.</summary>
    /// <param name="limit">Longer than any run may take.</param>
    public async Task<DisturbedRun> RunAsync(TimeSpan limit)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var member in _members)
            member.Start();
        while (!(Learner.HasExited && Learner.ExitCode == 0))
        {
            if (Stopwatch.GetElapsedTime(began) > limit)
                return Result("", ["the run did not end"]);
            await Task.Delay(Look);
            _ledger.Look();
            KillIfDue();
            StartAgain();
        }
        foreach (var member in _members)
            member.Dispose();
        return Result((string)JsonNode.Parse(await File.ReadAllTextAsync(_folder.ReportJson))!["parameters"]!["policy"]!, await VerifiedAsync());
    }

    public void Dispose()
    {
        foreach (var member in _members)
            member.Dispose();
    }

    /// <summary>
    /// The first kill comes once the run is under way; the run's own last moments are left to it. Three of four wait until the run got on
    /// after the one before, or a slow machine would never come to an end; the fourth does not, and may hit what is just recovering.
    /// </summary>
    private void KillIfDue()
    {
        if (_plan.Roles.Count == 0 || _kills.Count >= _plan.Kills || _ledger.Rows < 3 || _ledger.IsComplete)
            return;
        if (_nextKill == 0)
            _nextKill = Later();
        if (Stopwatch.GetTimestamp() < _nextKill || (_waits && _ledger.Rows == _rowsAtKill))
            return;
        var candidates = _members.Where(MayBeKilled).GroupBy(member => member.Role).Select(role => role.ToList()).ToList();
        if (candidates.Count == 0)
            return;
        var role = candidates[_random.Next(candidates.Count)]; // each role as often, though there are more of some
        var member = role[_random.Next(role.Count)];
        member.Kill();
        _killed.Add(member);
        Note($"{member.Role} killed");
        _kills.Add((member.Role, Stopwatch.GetTimestamp()));
        if (member.Role == "core")
            _lastCore = Stopwatch.GetTimestamp();
        (_nextKill, _rowsAtKill, _waits) = (Later(), _ledger.Rows, _random.Next(4) > 0);
    }

    private bool MayBeKilled(Member member) => _plan.Roles.Contains(member.Role) && !member.HasExited && member.IsIn
        && (member.Role != "core" || (_members.Where(other => other.Role == "core").All(other => other is { HasExited: false, IsIn: true })
            && (_lastCore == 0 || Stopwatch.GetElapsedTime(_lastCore) > _plan.BetweenCores)));

    private void StartAgain()
    {
        foreach (var member in _members.Where(member => member.HasExited && !(member == Learner && member.ExitCode == 0)))
        {
            if (_died.TryAdd(member, Stopwatch.GetTimestamp()) && !_killed.Remove(member))
            {
                _ends.Add($"{member.Role} ended with {member.ExitCode}: {member.LastError}");
                Note(_ends[^1]);
            }
            if (Stopwatch.GetElapsedTime(_died[member]) < Restart)
                continue;
            _died.Remove(member);
            member.Start();
        }
    }

    /// <summary>For whoever wants to know what happened in a run that did not end well.</summary>
    private void Note(string what) =>
        File.AppendAllText(Path.Combine(Path.GetDirectoryName(_folder.Path)!, "kills.log"), FormattableString.Invariant($"{DateTime.UtcNow:HH:mm:ss.fff} {what}; {_ledger.Rows} rows\n"));

    private long Later() => Stopwatch.GetTimestamp() + (long)((0.5 + _random.NextDouble()) * _plan.Every.TotalSeconds * Stopwatch.Frequency);

    private async Task<IReadOnlyList<string>> VerifiedAsync()
    {
        using var verify = new Member("replay", _ => ["replay", _folder.Path, "--verify"], Path.Combine(_folder.Path, "..", "replay.log"));
        verify.Start();
        while (!verify.HasExited)
            await Task.Delay(Look);
        return verify.ExitCode == 0 ? [] : [$"replay --verify ended with {verify.ExitCode}: {verify.LastError}"];
    }

    private DisturbedRun Result(string parameters, IReadOnlyList<string> faults)
    {
        var found = _ledger.Faults(); // looks once more
        var times = _ledger.Times;
        var kills = _kills.Select((kill, i) => Consequence(kill.Role, kill.At, i + 1 < _kills.Count ? _kills[i + 1].At : long.MaxValue));
        return new DisturbedRun(
            parameters, times.Count == 0 ? 0 : Stopwatch.GetElapsedTime(times[0], times[^1]).TotalSeconds, [.. kills], _ends, _ledger.Rows, _ledger.Explorations, [.. faults, .. found]);
    }

    private Kill Consequence(string role, long at, long until)
    {
        var after = _ledger.Times.Where(time => time > at).ToList();
        if (after.Count == 0)
            return new Kill(role, null, null);
        var within = after.TakeWhile(time => time < until).ToList();
        long[] moments = [at, .. within, .. within.Count < after.Count ? [until] : Array.Empty<long>()];
        return new Kill(role, Stopwatch.GetElapsedTime(at, after[0]).TotalSeconds, moments.Zip(moments.Skip(1), (one, next) => Stopwatch.GetElapsedTime(one, next).TotalSeconds).Max());
    }
}
