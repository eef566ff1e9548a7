// Benchmarks, each against a limit measured in the same run: dotnet run -c Release --project tests/CritiqueCluster.Benchmarks [-- NAME...]
using System.Globalization;

using CritiqueCluster.Benchmarks.Coordination;
using CritiqueCluster.Benchmarks.Faults;
using CritiqueCluster.Benchmarks.Journal;
using CritiqueCluster.Benchmarks.Models;
using CritiqueCluster.Benchmarks.Parameters;
using CritiqueCluster.Benchmarks.Problems;
using CritiqueCluster.Benchmarks.Processes;
using CritiqueCluster.Core.Models.Runtime;

const int Repetitions = 7;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["kills", .. var rest]) // has no limit to be compared with, and options of its own
    return KillsBenchmark.Run(Console.Out, rest);
TorchRuntime.UseThreads(0);
var all = new Dictionary<string, Action>
{
    ["broadcast"] = () => { using var benchmark = new BroadcastBenchmark(); benchmark.Run(Console.Out, Repetitions); },
    ["coordination"] = () => CoordinationBenchmark.Run(Console.Out, Repetitions),
    ["generator"] = () => { using var benchmark = new GeneratorBenchmark(); benchmark.Run(Console.Out, Repetitions); },
    ["grading"] = () => GradingBenchmark.Run(Console.Out, Repetitions),
    ["journal"] = () => { using var benchmark = new JournalBenchmark(); benchmark.Run(Console.Out, Repetitions); },
    ["learner"] = () => { using var benchmark = new LearnerBenchmark(); benchmark.Run(Console.Out, Repetitions); },
    ["prefill"] = () => { using var benchmark = new PrefillBenchmark(); benchmark.Run(Console.Out, 3); },
    ["scaling"] = () => ScalingBenchmark.Run(Console.Out, 3),
    ["objectives"] = () => { using var benchmark = new ObjectiveBenchmark(); benchmark.Run(Console.Out, Repetitions); },
};
if (args.FirstOrDefault(name => !all.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}': choose from {string.Join(", ", all.Keys)}, or none for all.");
    return 2;
}
foreach (var name in args.Length > 0 ? args : [.. all.Keys])
    all[name]();
return 0;
