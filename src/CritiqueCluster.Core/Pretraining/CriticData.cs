using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Pretraining;

/// <summary>
/// Attempts to criticise and the soft filter of critiques (AutoMathCritique, arXiv 2411.16579): flawed attempts come from
/// sampling and from inserted errors; a critique is kept if a refinement after it succeeds. Where the paper has a stronger
/// model write the critiques, here the exact checker does.
/// </summary>
internal sealed class CriticData(CountdownTeacher teacher, LanguageModel policy, PretrainingOptions options, CancellationToken cancel)
{
    private const int MaxTokens = 48;
    private const int Slots = 256;

    /// <summary>One attempt with its problem; <paramref name="Correct"/> as the checker says.</summary>
    internal sealed record Criticised(Problem Problem, string Attempt, bool Correct);

    /// <summary>Two sampled attempts for each problem, and one with an inserted error.</summary>
    public IReadOnlyList<Criticised> Attempts(IReadOnlyList<Problem> problems, Action<int> progress)
    {
        var sampling = new SamplingOptions(options.AttemptTemperature, 1, 0, MaxTokens);
        var requests = problems.Select((p, i) => (p, new PromptGroup(p.Id, Prompt(p), [], Members(p, "attempt", 2), sampling)));
        var sampled = Sample(requests, progress)
            .Select(s => new Criticised(s.Problem, s.Text, teacher.Checker.Check(s.Problem, s.Text).Correct));
        var random = SplitMix64.Derive(options.Seed, "inserted errors");
        var inserted = new List<Criticised>();
        foreach (var problem in problems)
        {
            cancel.ThrowIfCancellationRequested();
            if (teacher.Flawed(problem, ref random) is { } flawed)
                inserted.Add(new Criticised(problem, flawed, false));
        }
        return [.. sampled.Concat(inserted).DistinctBy(c => (c.Problem.Id, c.Attempt))
            .OrderBy(c => c.Problem.Id, StringComparer.Ordinal).ThenBy(c => c.Attempt, StringComparer.Ordinal)];
    }

    /// <summary>The wrong attempts whose critique led to at least one right refinement.</summary>
    public IReadOnlyList<Criticised> Helpful(IReadOnlyList<Criticised> wrong, Action<int> progress)
    {
        var sampling = new SamplingOptions(0.7, 1, 0, MaxTokens);
        var requests = wrong.Select((c, i) => (c, new PromptGroup($"{c.Problem.Id}#{i}", Prompt(c.Problem),
            policy.Tokenizer.Encode(GoodSteps(c)), Members(c.Problem, "refinement", options.Refinements), sampling)));
        var helped = Sample(requests, progress).Where(r => teacher.Checker.Check(r.Problem.Problem, r.Text).Correct)
            .Select(r => r.Problem).ToHashSet();
        return [.. wrong.Where(helped.Contains)];
    }

    private int[] Prompt(Problem problem) => policy.Tokenizer.Encode(PromptFormat.Solve(problem.Statement), addSpecialTokens: true);

    private string GoodSteps(Criticised c)
    {
        var good = teacher.Checker.ExactCritique(c.Problem, c.Attempt).FirstWrongStep ?? 0;
        return string.Concat(teacher.Checker.SplitSteps(c.Attempt).Take(good).Select(s => s + "\n"));
    }

    private List<GroupMember> Members(Problem problem, string what, int count) => [.. Enumerable.Range(0, count)
        .Select(i => new GroupMember(i, SplitMix64.Derive(options.Seed, $"{what} {problem.Id}", i).Next()))];

    private List<(T Problem, string Text)> Sample<T>(IEnumerable<(T, PromptGroup)> requests, Action<int> progress)
    {
        using var generator = new Generator(policy.Transformer, Slots, policy.Config.MaxPositions, policy.Tokenizer.VocabularySize, policy.Folder.EndOfSequence, deterministic: true);
        var origin = new Dictionary<string, T>();
        foreach (var (of, group) in requests)
        {
            origin.Add(group.Id, of);
            generator.Submit(group);
        }
        var results = new List<(T Problem, string Text)>();
        while (generator.Active > 0)
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var sequence in generator.Step())
                results.Add((origin[sequence.GroupId], policy.Tokenizer.Decode(sequence.Tokens).Trim()));
            progress(results.Count);
        }
        return results;
    }
}
