using System.Diagnostics;
using System.Text.RegularExpressions;

using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core;
using CritiqueCluster.Node.Control;
using CritiqueCluster.Node.Nodes;

namespace CritiqueCluster.Benchmarks.Processes;

/// <summary>
/// How much of a core's throughput is kept when a second worker process joins: tokens that rollout workers of one thread sample a second,
/// two of them against one, while the base is measured on many problems. The limit is twice the rate of one.
/// </summary>
internal static partial class ScalingBenchmark
{
    private static readonly TimeSpan Warming = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>More than a window can take.</summary>
    private static IReadOnlyList<string> Settings { get; } =
    [
        "Iterations=1", "Threads=1", "Problems.Train=10", "Problems.HeldOut=400", "Rollout.Attempts=4", "Rollout.TokensPerProblem=200", "Generation.Slots=64",
        "Evaluation.Samples=128", "Evaluation.PassAt=[1]",
    ];

    public static void Run(TextWriter output, int repetitions)
    {
        output.WriteLine("scaling: tokens a second of rollout workers of one thread each, in processes of their own");
        var (rates, kept) = (new List<(double One, double Two)>(), new List<double>());
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            rates.Add((RateAsync(1).GetAwaiter().GetResult(), RateAsync(2).GetAwaiter().GetResult()));
            kept.Add(rates[^1].Two / (2 * rates[^1].One));
        }
        output.WriteLine(FormattableString.Invariant($"  one worker {Comparison.Median(rates.Select(r => r.One)):N0} tokens/s, two workers {Comparison.Median(rates.Select(r => r.Two)):N0} tokens/s"));
        output.WriteLine(FormattableString.Invariant($"  kept for each core: {Comparison.Median(kept):P1} ({kept.Min():P1} to {kept.Max():P1})"));
    }

    private static async Task<double> RateAsync(int workers)
    {
        var folder = Directory.CreateTempSubdirectory("critique-scaling-");
        var members = new List<Member>();
        try
        {
            var log = Path.Combine(folder.FullName, "train.log");
            members.Add(new Member("learner", _ => ["train", "--run", Path.Combine(folder.FullName, "run"), "--listen", "127.0.0.1:0", "--roles", "core,learner", .. Settings.SelectMany(s => new[] { "--set", s })], log));
            members[0].Start();
            string door;
            while ((door = Door(log)).Length == 0)
            {
                if (members[0].HasExited)
                    throw new InvalidOperationException($"train ended: {members[0].LastError}");
                await Task.Delay(100);
            }
            for (var worker = 1; worker <= workers; worker++)
                members.Add(new Member("rollout", _ => ["node", "--join", door, "--roles", "rollout"], Path.Combine(folder.FullName, $"rollout-{worker}.log")));
            members.Skip(1).ToList().ForEach(member => member.Start());
            using var client = new ControlClient([NodeAddress.Parse(door, "--at")], null);
            return await RateAsync(client, workers);
        }
        finally
        {
            members.ForEach(member => member.Dispose());
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Between two moments at which all workers have worked for a while; what each has spent is told once a second.</summary>
    private static async Task<double> RateAsync(ControlClient client, int workers)
    {
        for (var waited = Stopwatch.StartNew(); await AtWorkAsync(client) < workers;)
        {
            if (waited.Elapsed > Limit)
                throw new InvalidOperationException("The workers did not begin.");
            await Task.Delay(200);
        }
        await Task.Delay(Warming);
        var (before, began) = (await TokensAsync(client), Stopwatch.GetTimestamp());
        await Task.Delay(Window);
        return (await TokensAsync(client) - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<int> AtWorkAsync(ControlClient client)
    {
        try
        {
            var status = await client.StatusAsync(CancellationToken.None);
            return status.Work.Where(work => work.Kind == "rollout").SelectMany(work => work.Workers).Count(worker => worker.Units > 0);
        }
        catch (EnvironmentException)
        {
            return 0; // it is starting
        }
    }

    private static async Task<long> TokensAsync(ControlClient client)
    {
        var status = await client.StatusAsync(CancellationToken.None);
        return status.Progress is { Phase: RunPhase.Evaluating } progress ? progress.Spent.RolloutTokens : throw new InvalidOperationException("The evaluation ended within the window: give it more problems.");
    }

    private static string Door(string log) => File.Exists(log) ? JoinAddress().Match(File.ReadAllText(log)).Groups[1].Value : "";

    [GeneratedRegex("--join ([0-9.:]+)`")]
    private static partial Regex JoinAddress();
}
