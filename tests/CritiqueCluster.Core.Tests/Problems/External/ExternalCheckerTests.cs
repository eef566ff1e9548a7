using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Problems.External;

namespace CritiqueCluster.Core.Tests.Problems.External;

public sealed class ExternalCheckerTests
{
    [Fact]
    public void Should_ask_with_everything_that_is_known_and_pass_on_what_is_replied()
    {
        using var program = new ShellChecker("""
            *) printf '%s\n' "$line" > "$here/asked"; printf '{"right":false,"reason":"81 is\\nnot 82","answer":"81","more":1,"id":%s}\n' "$id" ;;
            """);
        using var checker = program.Start();

        var judgement = Assert.Single(ShellChecker.Judge(checker, "\"1\" + 80\n= 81 é"));

        Assert.Equal(new ExternalJudgement(new AnswerCheck(false, "81", "81 is not 82"), null), judgement);
        Assert.Equal(
            """{"id":1,"problem":"What is 40 + 42?","answer":"82","solution":"\"1\" + 80\n= 81 é","problemId":"p-1","kind":"word","level":"easy"}""",
            File.ReadAllText(program["asked"]).TrimEnd('\n'));
    }

    [Fact]
    public void Should_start_the_program_once_for_all_solutions()
    {
        using var program = new ShellChecker("*odd*) wrong ;;");
        using var checker = program.Start();
        var judged = ShellChecker.Judge(checker, "even", "odd", "even", "odd");
        Assert.Equal([true, false, true, false], judged.Select(j => j.Check!.Correct));
        Assert.Equal((1, 0), (program.Starts, program.Log.Count));
    }

    [Fact]
    public void Should_start_it_again_and_give_up_a_solution_that_it_crashes_on_three_times()
    {
        using var program = new ShellChecker("*crash*) echo 'out of memory' >&2; exit 7 ;;");
        using var checker = program.Start();

        var judged = ShellChecker.Judge(checker, "fine", "crash", "fine");

        Assert.Equal([true, null, true], judged.Select(j => j.Check?.Correct));
        Assert.Equal("the checker failed on this solution 3 times: it ended with exit code 7; it last said: out of memory", judged[1].Failure);
        Assert.Equal(4, program.Starts);
        Assert.Equal(3, program.Log.Count(line => line.StartsWith("the checker failed on a solution of p-1, time ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Should_not_try_an_equal_solution_again_that_was_given_up()
    {
        using var program = new ShellChecker("*crash*) exit 7 ;;");
        using var checker = program.Start();
        var judged = ShellChecker.Judge(checker, "crash", "crash", "another crash");
        Assert.Equal(judged[0], judged[1]);
        Assert.Equal(6, program.Starts);
    }

    [Fact]
    public void Should_judge_a_solution_that_it_crashes_on_but_once()
    {
        using var program = new ShellChecker("*crash*) if [ -e \"$here/crashed\" ]; then wrong; else touch \"$here/crashed\"; kill -9 $$; fi ;;");
        using var checker = program.Start();
        Assert.Equal(new AnswerCheck(false, null, null), Assert.Single(ShellChecker.Judge(checker, "crash")).Check);
        Assert.Contains(program.Log, line => line.Contains("time 1 of 3", StringComparison.Ordinal) && line.Contains("exit code 137", StringComparison.Ordinal));
    }

    [Fact]
    public void Should_kill_it_with_its_children_when_the_deadline_has_passed()
    {
        using var program = new ShellChecker("*slow*) sleep 600 & echo $! > \"$here/child\"; wait ;;");
        using var checker = program.Start(seconds: 0.3);
        var failure = Assert.Single(ShellChecker.Judge(checker, "slow")).Failure;
        Assert.Equal("the checker failed on this solution 3 times: it gave no verdict within 0.3 s", failure);
        program.WaitForEndOf("child");
    }

    [Fact]
    public void Should_take_what_is_no_reply_for_a_failure()
    {
        using var program = new ShellChecker("""
            *chatty*) echo "judging ..."; right ;;
            *endless*) head -c 3000000 /dev/zero | tr '\0' x; sleep 600 ;;
            *closed*) exec >&-; sleep 600 ;;
            """);
        using var checker = program.Start();
        var judged = ShellChecker.Judge(checker, "chatty", "endless", "closed", "fine");
        Assert.Contains("it wrote a line that is not JSON: judging ...", judged[0].Failure, StringComparison.Ordinal);
        Assert.Contains("it wrote a line of more than 1048576 bytes", judged[1].Failure, StringComparison.Ordinal);
        Assert.Contains("it closed its standard input or output", judged[2].Failure, StringComparison.Ordinal);
        Assert.True(judged[3].Check!.Correct);
    }

    [Fact]
    public void Should_log_what_it_says_within_bounds()
    {
        using var program = new ShellChecker("*loud*) i=0; while [ $i -lt 5000 ]; do echo \"line $i\" >&2; i=$((i + 1)); done; exit 1 ;;");
        using var checker = program.Start();
        Assert.Contains("it last said: line 4999", Assert.Single(ShellChecker.Judge(checker, "loud")).Failure, StringComparison.Ordinal);
        Assert.Equal(3 * (20 + 1 + 1), program.Log.Count); // of each start 20 lines, that more were left out, and the failure
    }

    [Fact]
    public void Should_drop_what_nobody_waits_for()
    {
        using var program = new ShellChecker("*crash*) exit 7 ;;");
        using var checker = program.Start();
        checker.Judge(ShellChecker.Problem, "crash", () => false, _ => Assert.Fail("nobody wants this"));
        Assert.True(Assert.Single(ShellChecker.Judge(checker, "fine")).Check!.Correct);
        Assert.Equal(1, program.Starts);
    }

    [Fact]
    public void Should_end_the_program_when_it_is_disposed_of()
    {
        using var program = new ShellChecker("*pid*) echo $$ > \"$here/pid\"; right ;; *slow*) sleep 600 & echo $! > \"$here/child\"; wait ;;");
        using (var checker = program.Start())
        {
            ShellChecker.Judge(checker, "pid");
            checker.Judge(ShellChecker.Problem, "slow", () => true, _ => { });
            Assert.True(SpinWait.SpinUntil(() => File.Exists(program["child"]) && File.ReadAllText(program["child"]).EndsWith('\n'), TimeSpan.FromMinutes(1)));
        }
        program.WaitForEndOf("pid");
        program.WaitForEndOf("child");
    }

    [Theory]
    [InlineData("no-such-program-anywhere", "there is no program no-such-program-anywhere in PATH")]
    [InlineData("/no/such/program", "/no/such/program does not exist")]
    [InlineData("/etc/passwd", "/etc/passwd is not executable")]
    [InlineData("/etc", "/etc is a folder: name a program")]
    public void Should_refuse_a_program_that_cannot_be_started_and_name_the_setting(string program, string expected)
    {
        var error = Assert.Throws<ConfigurationException>(() => ExternalChecker.Probe(ShellChecker.OptionsOf([program]), _ => { }));
        Assert.StartsWith("Problems.CheckerCommand: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exit 0", "it ended with exit code 0.")]
    [InlineData("echo 'No module named x' >&2; exit 1", "it ended with exit code 1; it last said: No module named x.")]
    [InlineData("read line; echo hello", "it wrote a line that is not JSON: hello.")]
    public void Should_refuse_a_program_that_ends_or_babbles_at_once(string script, string expected)
    {
        var error = Assert.Throws<EnvironmentException>(() => ExternalChecker.Probe(ShellChecker.OptionsOf(["/bin/sh", "-c", script]), _ => { }));
        Assert.StartsWith("Problems.CheckerCommand (/bin/sh -c ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Should_refuse_a_program_that_does_not_answer_its_first_question()
    {
        using var checker = new ExternalChecker(ShellChecker.OptionsOf(["/bin/sh", "-c", "sleep 600"]), _ => { }, TimeSpan.FromSeconds(0.2));
        checker.Judge(ShellChecker.Problem, "x", () => true, _ => Assert.Fail("it cannot have judged"));
        Assert.True(SpinWait.SpinUntil(() => checker.Broken is not null, TimeSpan.FromMinutes(1)));
        Assert.Contains("it gave no verdict within 0.2 s", Assert.IsType<EnvironmentException>(checker.Broken).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_blame_the_program_and_no_solution_when_it_cannot_be_started_any_more()
    {
        using var program = new ShellChecker("*crash*) rm \"$here/checker.sh\"; exit 7 ;;");
        using var checker = program.Start();
        checker.Judge(ShellChecker.Problem, "crash", () => true, _ => Assert.Fail("it cannot have judged"));
        Assert.True(SpinWait.SpinUntil(() => checker.Broken is not null, TimeSpan.FromMinutes(1)));
        Assert.IsType<EnvironmentException>(checker.Broken);
    }
}
