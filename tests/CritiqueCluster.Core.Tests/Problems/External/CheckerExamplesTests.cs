using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.External;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Tests.Problems.External;

/// <summary>The programs of docs/checkers, as they come.</summary>
public sealed class CheckerExamplesTests
{
    [SkippableTheory]
    [InlineData("```python\ndef f(x):\n    print('hello')\n    return x + 1\n```", true, null)]
    [InlineData("def f(x): return x", false, "assert f(1) == 2")]
    [InlineData("import sys; sys.exit(0)", false, "ended before its tests did")]
    [InlineData("import os; os._exit(0)", false, "ended before its tests did")]
    [InlineData("x = [0] * 10 ** 10", false, "MemoryError")]
    [InlineData("import os\nraise ValueError(os.environ.get('HOME'), os.listdir('.').count('solution.py'))", false, "ValueError: (None, 1)")]
    [InlineData("open('big', 'wb').write(bytes(2 << 20))", false, "OSError: [Errno 27] File too large")]
    public void Should_run_the_unit_tests_of_a_solution(string solution, bool right, string? reason) =>
        Assert.Equal(new AnswerCheck(right, null, reason), JudgedBy("unit_tests_checker.py", [], "assert f(1) == 2", solution));

    [SkippableFact]
    public void Should_stop_unit_tests_that_take_too_long() => Assert.Equal(
        new AnswerCheck(false, null, "not finished after 0.5 s"),
        JudgedBy("unit_tests_checker.py", ["--seconds", "0.5"], "assert True", "import time; time.sleep(600)"));

    /// <summary>With a small package of that name: the real one was not at hand.</summary>
    [SkippableTheory]
    [InlineData("1/2", "So it is 2/4.", true, null, "2/4")]
    [InlineData("1/2", "So it is 3/4.", false, "3/4 is not 1/2", "3/4")]
    [InlineData("1/2", "I do not know.", false, "no answer found in the solution", null)]
    [InlineData("x", "So it is 7.", false, "math-verify cannot read the reference answer, so the two were compared as texts", "7")]
    public void Should_wrap_math_verify(string reference, string solution, bool right, string? reason, string? answer)
    {
        using var package = new TemporaryFolder();
        package.Write("math_verify.py", """
            import re
            from fractions import Fraction

            def parse(text):
                print("parsing")
                return re.findall(r"\d+(?:/\d+)?", text)[-1:]

            def verify(gold, target):
                return Fraction(gold[-1]) == Fraction(target[-1])
            """);
        Assert.Equal(new AnswerCheck(right, answer, reason), JudgedBy("math_verify_checker.py", [], reference, solution, package.Path));
    }

    [SkippableFact]
    public void Should_say_in_one_line_that_math_verify_is_missing()
    {
        using var nothing = new TemporaryFolder();
        nothing.Write("math_verify.py", "raise ImportError('no such package')");
        var error = Assert.Throws<EnvironmentException>(() => ExternalChecker.Probe(Options("math_verify_checker.py", [], nothing.Path), _ => { }));
        Assert.Contains("needs the package math-verify", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Traceback", error.Message, StringComparison.Ordinal);
    }

    private static AnswerCheck? JudgedBy(string program, string[] arguments, string reference, string solution, string? packages = null)
    {
        using var judged = new System.Collections.Concurrent.BlockingCollection<ExternalJudgement>();
        using var checker = new ExternalChecker(Options(program, arguments, packages), _ => { });
        checker.Judge(new Problem("p", "A task.", reference, "word"), solution, () => true, judged.Add);
        Assert.True(judged.TryTake(out var judgement, TimeSpan.FromMinutes(2)), $"no verdict came: {checker.Broken}");
        return judgement.Check;
    }

    private static ProblemOptions Options(string program, string[] arguments, string? packages = null)
    {
        Needs.Met(SystemCommand.Run("python3", "--version"), "python3");
        string[] python = packages is null ? ["python3"] : ["/usr/bin/env", $"PYTHONPATH={packages}", "python3"];
        return ShellChecker.OptionsOf([.. python, Path.Combine(Root(), "docs", "checkers", program), .. arguments]);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CritiqueCluster.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
