using System.Text.Json;
using System.Text.Json.Nodes;

using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Problems.Explored;
using CritiqueCluster.Core.Recipes;
using CritiqueCluster.Node.Tests.Commands;

namespace CritiqueCluster.Node.Tests.Checkers;

/// <summary>
/// A small run whose solutions a shell program judges. It has an opinion of its own: right is what adds something. On the first training
/// problem it crashes.
/// </summary>
public sealed class JudgedRun : IAsyncLifetime
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory();

    public string Folder => In("judged");

    /// <summary>The training problem that nothing is known of.</summary>
    internal Problem Hopeless { get; private set; } = null!;

    /// <summary>The output of <c>train --json</c>.</summary>
    internal Invocation Trained { get; private set; } = null!;

    /// <summary>Settings of the problems and of the program.</summary>
    internal IReadOnlyList<string> Problems => Set($"Problems.Source={In("problems.jsonl")}", "Problems.Checker=Command", $"Problems.CheckerCommand=/bin/sh {In("checker.sh")}", "Problems.CheckerSeconds=60");

    /// <summary>Settings of the run.</summary>
    internal static IReadOnlyList<string> Settings { get; } = Set(
        "Iterations=1", "Threads=1", "Problems.Train=6", "Problems.HeldOut=3", "Rollout.Attempts=4", "Rollout.TokensPerProblem=90", "Rollout.Rounds=1", "Generation.Slots=16",
        "Learner.Epochs=1", "Learner.BatchSize=8", "Evaluation.Samples=4", "Evaluation.PassAt=[1,4]");

    public string In(string name) => Path.Combine(_parent.FullName, name);

    public static string[] Set(params string[] settings) => [.. settings.SelectMany(setting => new[] { "--set", setting })];

    public async Task InitializeAsync()
    {
        var source = new CountdownSource(new CountdownOptions { Numbers = [3] });
        var problems = source.Take(ProblemSplit.Train, 6).Concat(source.Take(ProblemSplit.HeldOut, 3)).ToList();
        Hopeless = problems[0];
        File.WriteAllLines(In("problems.jsonl"), problems.Select(Line));
        WriteProgram();
        Trained = await Invocation.Of(["train", "--run", Folder, "--json", .. Settings, .. Problems]);
    }

    public Task DisposeAsync()
    {
        _parent.Delete(recursive: true);
        return Task.CompletedTask;
    }

    internal void WriteProgram() => File.WriteAllText(In("checker.sh"), $$"""
        while IFS= read -r line; do
            id=${line#*\"id\":}
            id=${id%%,*}
            solution=${line#*\"solution\":}
            solution=${solution%%\"problemId\":*}
            case $line in *'"problemId":"{{Hopeless.Id}}"'*) echo "I do not like it" >&2; exit 7 ;; esac
            case $solution in
            *+*) printf '{"id":%s,"right":true,"answer":"sum"}\n' "$id" ;;
            *) printf '{"id":%s,"right":false,"answer":"none","reason":"nothing is added"}\n' "$id" ;;
            esac
        done
        """);

    internal void RemoveProgram() => File.Delete(In("checker.sh"));

    private static string Line(Problem problem) => new JsonObject
    {
        ["schema"] = ExploredSource.Schema,
        ["problem"] = JsonSerializer.SerializeToNode(problem, JsonSerializerOptions.Web),
        ["attempts"] = new JsonArray(),
    }.ToJsonString();
}
