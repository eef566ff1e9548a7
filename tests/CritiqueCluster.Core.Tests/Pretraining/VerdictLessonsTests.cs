using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Pretraining;
using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Pretraining;

public sealed class VerdictLessonsTests : IDisposable
{
    private static readonly CountdownOptions Options = new();

    private readonly TemporaryFolder _folder = new();
    private readonly LanguageModel _model;
    private readonly VerdictLessons _lessons;
    private readonly CountdownChecker _checker = new(Options);

    public VerdictLessonsTests()
    {
        _model = SmallModel.Create(_folder);
        _lessons = new VerdictLessons(Options, _model.Tokenizer);
    }

    [Fact]
    public void Should_say_of_each_target_whether_the_numbers_reach_it()
    {
        var random = new SplitMix64(1);
        var left = new HashSet<int>();
        for (var i = 0; i < 50; i++)
        {
            var example = _lessons.Reach(ref random);
            var numbers = Text(example.Tokens[..example.PromptLength]).Replace(" ->", "", StringComparison.Ordinal).Split(' ').Select(int.Parse).ToArray();
            left.Add(numbers.Length);
            Assert.Equal(24, example.Learned);
            Assert.All(example.Answers!, answer =>
            {
                var target = int.Parse(Text([example.Tokens[answer.After]]), System.Globalization.CultureInfo.InvariantCulture);
                Assert.InRange(target, Options.MinTarget, Options.MaxTarget);
                Assert.Equal(_checker.Solver.Reachable(numbers, target) ? " Correct" : " Wrong", Text([answer.Token]));
            });
            Assert.Contains(example.Answers!, a => Text([a.Token]) == " Correct");
        }
        Assert.Equal([2, 3, 4], left.Order());
    }

    [Fact]
    public void Should_judge_the_steps_of_a_walk_as_the_checker_does()
    {
        var random = new SplitMix64(2);
        var (good, fatal) = (0, 0);
        foreach (var problem in new CountdownSource(Options).Supervised(5).Take(60))
        {
            var example = _lessons.Walk(problem, ref random);
            var text = Text(example.Tokens[..example.PromptLength]);
            var attempt = text[(problem.Statement.Length + 1)..text.IndexOf("\nCritique:", StringComparison.Ordinal)];
            var exact = _checker.ExactCritique(problem, attempt).Steps;

            Assert.Equal(_model.Tokenizer.Encode(PromptFormat.Criticise(problem.Statement, attempt), addSpecialTokens: true), example.Tokens[..example.PromptLength]);
            string[] expected = [.. exact.Select(step => $" {step.Verdict}")];
            Assert.Equal([.. expected, .. expected], example.Answers!.Select(a => Text([a.Token])));
            Assert.All(example.Answers!.Skip(expected.Length), a => Assert.EndsWith("Correctness of the step:", Text(example.Tokens[..(a.After + 1)]), StringComparison.Ordinal));
            Assert.All(example.Answers!.Take(expected.Length).Zip(exact), pair =>
                Assert.EndsWith($"\n{pair.Second.Step}", Text(example.Tokens[..(pair.First.After + 1)]), StringComparison.Ordinal));
            good += expected.Count(e => e == " Correct");
            fatal += expected.Count(e => e == " Wrong");
        }
        Assert.InRange((double)good / fatal, 0.5, 2);
    }

    [Fact]
    public void Should_learn_answers_as_it_learns_a_tail()
    {
        int[] tokens = [5, 6, 7, 8];
        var tail = new TrainingExample(tokens, 2);
        var answers = new TrainingExample([5, 6, 7, 9], 1, Answers: [new TokenAnswer(1, 7), new TokenAnswer(2, 8)]); // 9 stands where 8 is the answer
        using var scope = TorchSharp.torch.NewDisposeScope();

        Assert.Equal(2, answers.Learned);
        Close.Equal(
            new NegativeLogLikelihood().Loss(_model.Transformer, [tail], 2).item<float>(),
            new NegativeLogLikelihood().Loss(_model.Transformer, [answers], 2).item<float>(),
            Tolerance.Model);
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    private string Text(int[] tokens) => _model.Tokenizer.Decode(tokens);
}
