using System.Globalization;
using System.Text.Json;

using CritiqueCluster.Core.Problems.Words.Answers;

namespace CritiqueCluster.Benchmarks.Problems;

/// <summary>How many pairs of answers a second one core grades, against the least that can be done: parsing both as numbers of the runtime.</summary>
internal static class GradingBenchmark
{
    private const int Rounds = 2_000;

    /// <summary>The kinds of the tests' labelled pairs that are mostly LaTeX expressions.</summary>
    private static readonly string[] Kinds = ["algebra", "complex", "exactness", "forms", "matrices", "sets"];

    private static readonly (string Gold, string Prediction)[] Numbers =
        [("72", "72"), ("1234", "1234"), ("3.5", "3.50"), ("18", "17"), ("-4", "-4"), ("1200", "1200"), ("15", "16"), ("0.25", "0.250")];

    public static void Run(TextWriter output, int repetitions)
    {
        var latex = Kinds.SelectMany(Read).ToArray();
        output.WriteLine("grading, one core");
        new Comparison("pairs/s", repetitions)
            .Add("numbers parsed by the runtime (the limit)", () => Repeat(Numbers, Rounds * 50, (a, b) => Parsed(a) == Parsed(b)))
            .Add("plain numbers", () => Repeat(Numbers, Rounds * 10, (a, b) => AnswerGrader.Equal(a, b)))
            .Add("LaTeX expressions", () => Repeat(latex, Rounds / 50, (a, b) => AnswerGrader.Equal(a, b)))
            .Add("LaTeX expressions in solutions", () => Repeat(latex, Rounds / 50, (a, b) => AnswerGrader.GradeSolution(a, $"We calculate.\nSo the answer is $\\boxed{{{b}}}$.").Equal))
            .Run(output);
    }

    private static double Repeat((string Gold, string Prediction)[] pairs, int rounds, Func<string, string, bool> grade)
    {
        var equal = 0;
        for (var round = 0; round < rounds; round++)
            foreach (var (gold, prediction) in pairs)
                equal += grade(gold, prediction) ? 1 : 0;
        return equal >= 0 ? (double)rounds * pairs.Length : 0;
    }

    private static double Parsed(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<(string, string)> Read(string kind)
    {
        using var stream = typeof(GradingBenchmark).Assembly.GetManifestResourceStream($"Pairs/{kind}.jsonl")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            yield return (row.RootElement.GetProperty("gold").GetString()!, row.RootElement.GetProperty("prediction").GetString()!);
        }
    }
}
