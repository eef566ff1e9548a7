using CritiqueCluster.Core.Diversity;

namespace CritiqueCluster.Core.Tests.Diversity;

public sealed class TestTimeTests
{
    // 10 tokens a sample, 5 a critique. The third sample is right, and the critic sees it.
    private static readonly TriedProblem Problem = new(
        [Wrong("7"), Wrong("7"), Right("8"), Wrong("9")],
        [[Wrong("7"), Right("8")], [Wrong("7"), Wrong("9")]]);

    [Theory]
    [InlineData("pass@k", 20, 0)]
    [InlineData("pass@k", 30, 1)]
    [InlineData("majority vote", 40, 0)]
    [InlineData("critic-weighted vote", 44, 0)] // two samples and their critiques are paid for
    [InlineData("critic-weighted vote", 45, 1)]
    [InlineData("best of n by the critic", 44, 0)]
    [InlineData("best of n by the critic", 45, 1)]
    [InlineData("critique and refine", 29, 0)]
    [InlineData("critique and refine", 30, 1)]
    public void Should_decide_by_what_the_budget_pays_for(string method, double budget, double right) =>
        Assert.Equal(right, TestTime.Curves([Problem], [budget]).Single(c => c.Method == method).Curve.Single().Right);

    [Fact]
    public void Should_take_the_first_sample_though_nothing_is_paid_for()
    {
        var curves = TestTime.Curves([Problem, new([Right("8")], [[Right("8")]])], [0]);
        Assert.All(curves, c => Assert.Equal(0.5, c.Curve.Single().Right));
    }

    [Fact]
    public void Should_say_which_method_looks_at_the_answers() =>
        Assert.Equal(["pass@k"], TestTime.Curves([Problem], [10]).Where(c => c.IsOracle).Select(c => c.Method));

    [Fact]
    public void Should_vote_for_no_try_without_an_answer() =>
        Assert.Equal(1, TestTime.Curves([new([Wrong(null), Wrong(null), Right("8")], [[Wrong("1")]])], [30])[1].Curve.Single().Right);

    private static Try Right(string answer) => new(true, answer, 10, 5, true);

    private static Try Wrong(string? answer) => new(false, answer, 10, 5, false);
}
