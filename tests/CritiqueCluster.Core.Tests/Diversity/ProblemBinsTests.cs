using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using static CritiqueCluster.Core.Tests.Diversity.Records;

namespace CritiqueCluster.Core.Tests.Diversity;

public sealed class ProblemBinsTests
{
    private static readonly ExplorationRecord[] Journal =
    [
        Explored("h", -1, ExplorationPurpose.Evaluation, [Attempt(0, true), Attempt(1, false), Attempt(2, false), Attempt(3, false)]),
        Explored("t", 0, ExplorationPurpose.Training,
            [Attempt(0, false), Attempt(1, false), Attempt(2, true, "a", AttemptSource.Continued, 0, true, 1), Attempt(3, true, round: 1)]),
        Explored("empty", 0, ExplorationPurpose.Training, []),
        Explored("h", 0, ExplorationPurpose.Evaluation, [Attempt(0, true), Attempt(1, true)]),
        Explored("t", 1, ExplorationPurpose.Training, [Attempt(0, true), Attempt(1, true)]),
        Explored("late", 1, ExplorationPurpose.Training, [Attempt(0, true)]),
    ];

    [Fact]
    public void Should_freeze_bins_by_the_base_and_leave_out_problems_that_it_was_not_measured_on()
    {
        Assert.Equal([1, 0, null, 1, 0, null], Bins(ProblemBins.Of(Journal)));
        Assert.Equal(Bins(ProblemBins.Of(Journal)), Bins(ProblemBins.Of(Journal.Reverse())));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("(0, ¼]", 1)]
    [InlineData("(0,1/4]", 1)]
    [InlineData("(1/2, 3/4]", 3)]
    [InlineData("4", 4)]
    [InlineData("5", null)]
    [InlineData("hard", null)]
    [InlineData("", null)]
    public void Should_find_bins_by_the_names_that_people_can_type(string name, int? bin) => Assert.Equal(bin, Difficulty.Find(name));

    private static IEnumerable<int?> Bins(ProblemBins bins) => Journal.Select(bins.BinOf);
}
