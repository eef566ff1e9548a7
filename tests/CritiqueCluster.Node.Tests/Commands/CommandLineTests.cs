using CritiqueCluster.Core;
using CritiqueCluster.Node.Commands;
using CritiqueCluster.Node.Terminals;

namespace CritiqueCluster.Node.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("trian")]
    [InlineData("config", "shw")]
    [InlineData("config", "show", "--sett", "Seed=1")]
    [InlineData("doctor", "too", "many")]
    [InlineData("config", "show", "--set")]
    public async Task Should_answer_misuse_with_2_and_say_where_help_is(params string[] args)
    {
        var run = await Invocation.Of(args);
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.StartsWith("error: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("--help`", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Should_suggest_the_nearest_command() =>
        Assert.Contains("Did you mean show?", (await Invocation.Of("config", "shw")).Error, StringComparison.Ordinal);

    [Theory]
    [InlineData("--iteration is \"two\", but must be a whole number.", "rollouts", "list", "r", "--iteration", "two")]
    [InlineData("--limit is \"5.5\", but must be a whole number.", "rollouts", "list", "r", "--limit", "5.5")]
    [InlineData("--limit must be at least 0.", "rollouts", "list", "r", "--limit", "-1")]
    [InlineData("--until is \"x\", but must be a whole number.", "replay", "r", "--until", "x")]
    [InlineData("--rollouts must be from 1 to 64.", "cluster", "--rollouts", "65")]
    [InlineData("--outcome is \"lost\", but must be one of Solved, Rescued, Unsolved, Quarantined.", "rollouts", "list", "r", "--outcome", "lost")]
    [InlineData("--verify and --until are different replays", "replay", "r", "--verify", "--until", "2")]
    [InlineData("--critic and --set are different replays", "replay", "r", "--set", "Learner.Epochs=2", "--critic", "exact")]
    public async Task Should_say_what_a_value_must_be_without_names_of_types(string said, params string[] args)
    {
        var run = await Invocation.Of(args);
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_show_help_and_answer_2_where_no_command_is_given()
    {
        var run = await Invocation.Of();
        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains("doctor", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("config", "show", "--help")]
    public async Task Should_answer_questions_about_itself_with_0(params string[] args) =>
        Assert.Equal(ExitCode.Done, (await Invocation.Of(args)).Code);

    [Theory]
    [InlineData("config", "show", "no-such-recipe")]
    [InlineData("config", "show", "no/such/recipe.json")]
    [InlineData("config", "show", "--set", "Rollout.Atempts=3")]
    public async Task Should_answer_bad_configuration_with_3_in_one_line(params string[] args)
    {
        var run = await Invocation.Of(args);
        Assert.Equal(ExitCode.Configuration, run.Code);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("Exception", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Should_show_the_stack_trace_where_asked() =>
        Assert.Contains("   at ", (await Invocation.Of("config", "show", "none", "--verbose")).Error, StringComparison.Ordinal);

    public static TheoryData<Exception, int> Failures => new()
    {
        { new ConfigurationException("x"), 3 },
        { new EnvironmentException("x"), 4 },
        { new IOException("x"), 4 },
        { new UnauthorizedAccessException("x"), 4 },
        { new DllNotFoundException("x"), 4 },
        { new TypeInitializationException("T", new DllNotFoundException("x")), 4 },
        { new OperationCanceledException("x"), 130 },
        { new InvalidOperationException("x"), 1 },
        { new AggregateException(new AggregateException(new InvalidOperationException("x"), new ConfigurationException("x"))), 3 },
        { new AggregateException(new OperationCanceledException("x")), 130 },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Should_give_each_failure_its_exit_code(Exception error, int code)
    {
        using var output = new StringWriter();
        using var message = new StringWriter();
        Assert.Equal(code, Failure.Report(error, Terminal.Redirected(output, message), verbose: false));
        Assert.Single(message.ToString().TrimEnd().Split('\n'));
        Assert.Empty(output.ToString());
    }
}
