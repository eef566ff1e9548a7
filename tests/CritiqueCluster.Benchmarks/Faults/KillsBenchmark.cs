using System.CommandLine;

namespace CritiqueCluster.Benchmarks.Faults;

/// <summary>
/// What kills cost, and whether anything is lost by them: one run after another is killed at random, and each must end as one that was left
/// in peace.
/// </summary>
internal sealed class KillsBenchmark
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    private readonly Option<int> _seed = new("--seed") { Description = "Of what is killed and when.", DefaultValueFactory = _ => Environment.TickCount };
    private readonly Option<int> _kills = new("--kills") { Description = "Kills in all.", DefaultValueFactory = _ => 200 };
    private readonly Option<int> _perRun = new("--per-run") { Description = "Kills of a run at most.", DefaultValueFactory = _ => int.MaxValue };
    private readonly Option<double> _every = new("--every") { Description = "Mean seconds between two kills.", DefaultValueFactory = _ => 5 };
    private readonly Option<string> _roles = new("--roles") { Description = "What is killed.", DefaultValueFactory = _ => string.Join(',', KillPlan.AllRoles) };
    private readonly Option<bool> _patient = new("--default-detection") { Description = "Leave Akka's settings for lost nodes as the program has them (10 s and 20 s); otherwise 5 s and 5 s." };
    private readonly Option<bool> _newPorts = new("--new-ports") { Description = "What is started again gets another port for its actors." };
    private readonly Option<string[]> _set = new("--set") { Description = "Further settings of the run." };
    private readonly TextWriter _output;

    private KillsBenchmark(TextWriter output) => _output = output;

    /// <summary>The run that is disturbed: some two minutes of a small cluster's work on two cores.</summary>
    private static IReadOnlyList<string> Settings { get; } =
    [
        "Iterations=3", "Threads=1", "Problems.Train=200", "Problems.HeldOut=60", "Problems.Countdown.Numbers=[3]", "Rollout.Attempts=8",
        "Rollout.TokensPerProblem=300", "Rollout.Rounds=2", "Generation.Slots=32", "Learner.Epochs=1", "Learner.BatchSize=16",
        "Evaluation.Samples=16", "Evaluation.PassAt=[1,4]",
    ];

    /// <returns>The exit code: 1 if anything was lost.</returns>
    public static int Run(TextWriter output, string[] arguments)
    {
        var benchmark = new KillsBenchmark(output);
        var command = new RootCommand("kills") { benchmark._seed, benchmark._kills, benchmark._perRun, benchmark._every, benchmark._roles, benchmark._patient, benchmark._newPorts, benchmark._set };
        command.SetAction(benchmark.RunAsync);
        return command.Parse(arguments).Invoke();
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken interrupted)
    {
        var (seed, wanted) = (parsed.GetValue(_seed), parsed.GetValue(_kills));
        var patient = parsed.GetValue(_patient);
        var plan = new KillPlan(
            parsed.GetRequiredValue(_roles).Split(','), parsed.GetValue(_perRun), TimeSpan.FromSeconds(parsed.GetValue(_every)), TimeSpan.FromSeconds(patient ? 10 : 5), TimeSpan.FromSeconds(patient ? 20 : 5), !parsed.GetValue(_newPorts));
        _output.WriteLine(FormattableString.Invariant($"seed {seed}; a kill every {plan.Every.TotalSeconds} s among {string.Join(", ", plan.Roles)}; silent nodes are suspected after {plan.Pause.TotalSeconds} s and given up {plan.Stable.TotalSeconds} s later{(plan.KeepPorts ? "" : "; ports change")}"));
        string[] settings = [.. Settings.Concat(parsed.GetValue(_set) ?? []).SelectMany(setting => new[] { "--set", setting })];
        var random = new Random(seed);
        var undisturbed = await OneAsync(plan with { Kills = 0 }, random, settings);
        Tell("undisturbed", undisturbed, undisturbed);
        var runs = new List<DisturbedRun>();
        while (runs.Sum(run => run.Kills.Count) < wanted && !interrupted.IsCancellationRequested)
        {
            var run = await OneAsync(plan with { Kills = Math.Min(plan.Kills, wanted - runs.Sum(before => before.Kills.Count)) }, random, settings);
            runs.Add(run);
            Tell(FormattableString.Invariant($"run {runs.Count}"), run, undisturbed);
            Sum(runs, undisturbed); // of all so far: it may be broken off at any moment
        }
        return runs.Any(run => FaultsOf(run, undisturbed).Any()) ? 1 : 0;
    }

    private static async Task<DisturbedRun> OneAsync(KillPlan plan, Random random, IReadOnlyList<string> settings)
    {
        var folder = Directory.CreateTempSubdirectory("critique-kills-");
        using var cluster = new KilledCluster(plan, random, folder.FullName, settings);
        var run = await cluster.RunAsync(Limit);
        if (run.Faults.Count == 0)
            folder.Delete(recursive: true);
        return run with { Faults = [.. run.Faults.Select(fault => $"{fault} ({folder.FullName})")] };
    }

    private static IEnumerable<string> FaultsOf(DisturbedRun run, DisturbedRun undisturbed) => run.Parameters == undisturbed.Parameters && run.Explorations == undisturbed.Explorations
        ? run.Faults
        : [.. run.Faults, $"ended in {run.Parameters} after {run.Explorations} explorations, and not in {undisturbed.Parameters} after {undisturbed.Explorations}"];

    private void Tell(string name, DisturbedRun run, DisturbedRun undisturbed)
    {
        _output.WriteLine(FormattableString.Invariant($"{name}: {run.Kills.Count} kills, {run.Seconds:0} s, {run.Rows} rows seen and {run.Explorations} explorations completed, {run.Ends.Count} processes ended by themselves"));
        foreach (var group in run.Ends.GroupBy(end => end))
            _output.WriteLine(FormattableString.Invariant($"  {group.Count()} × {group.Key}"));
        foreach (var fault in FaultsOf(run, undisturbed))
            _output.WriteLine($"  FAULT: {fault}");
        _output.Flush();
    }

    private void Sum(List<DisturbedRun> runs, DisturbedRun undisturbed)
    {
        var kills = runs.SelectMany(run => run.Kills).ToList();
        _output.WriteLine($"{"killed",-10}{"kills",8}{"to the next event, s: p50",28}{"p99",8}{"longest pause, s: p50",26}{"p99",8}");
        foreach (var role in kills.GroupBy(kill => kill.Role).OrderBy(role => role.Key, StringComparer.Ordinal).Select(role => (role.Key, role.ToList())).Append(("all", kills)))
        {
            var (next, silence) = (role.Item2.Select(kill => kill.ToNext).OfType<double>(), role.Item2.Select(kill => kill.Silence).OfType<double>());
            _output.WriteLine(FormattableString.Invariant($"{role.Item1,-10}{role.Item2.Count,8}{At(next, 0.5),28:0.00}{At(next, 0.99),8:0.00}{At(silence, 0.5),26:0.00}{At(silence, 0.99),8:0.00}"));
        }
        _output.WriteLine(FormattableString.Invariant($"runs: {runs.Count}, with {runs.Sum(run => FaultsOf(run, undisturbed).Count())} faults; time usefully spent, undisturbed to disturbed: {undisturbed.Seconds / runs.Average(run => run.Seconds):P0}"));
    }

    /// <summary>The smallest value that this share of them does not exceed.</summary>
    private static double At(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }
}
