using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Node.Explorations;

namespace CritiqueCluster.Node.Tests.Explorations;

public sealed class ExplorationFilterTests
{
    private static readonly (ExplorationFilter Filter, bool Allowed)[] Filters =
    [
        (new() { Iteration = 0 }, true),
        (new() { Iteration = 1 }, false),
        (new() { Problem = "25 50" }, true),
        (new() { Problem = "COUNTDOWN-4" }, true),
        (new() { Problem = "9 9" }, false),
        (new() { Outcome = Outcome.Rescued }, true),
        (new() { Outcome = Outcome.Solved }, false),
        (new() { Source = AttemptSource.Continued }, true),
        (new() { Source = AttemptSource.Sampled }, false),
        (new() { PolicyVersion = 0 }, true),
        (new() { PolicyVersion = 1 }, false),
        (new() { Text = "25 + 7 = 33" }, true),
        (new() { Text = "CORRECTNESS OF THE STEP: WRONG" }, true),
        (new() { Text = "nowhere said" }, false),
        (new() { Purpose = ExplorationPurpose.Training }, true),
        (new() { Purpose = ExplorationPurpose.Evaluation }, false),
        (new() { Iteration = 0, Outcome = Outcome.Solved }, false),
        (new(), true),
    ];

    [Fact]
    public void Should_choose_by_everything_that_is_asked_for() =>
        Assert.All(Filters, one => Assert.True(one.Allowed == one.Filter.Allows(Examples.Rescued()), one.Filter.ToString()));

    [Fact]
    public void Should_choose_what_has_a_quarantined_request_whatever_else_became_of_it()
    {
        Assert.False(new ExplorationFilter { Outcome = Outcome.Quarantined }.Allows(Examples.Rescued()));
        Assert.True(new ExplorationFilter { Outcome = Outcome.Quarantined }.Allows(Examples.Quarantined()));
        Assert.True(new ExplorationFilter { Outcome = Outcome.Rescued }.Allows(Examples.Quarantined()));
    }

    [Fact]
    public void Should_choose_by_the_bin_that_the_base_gave_and_read_the_journal_twice_only_for_that()
    {
        ExplorationRecord[] journal =
        [
            Of("hard", 0, Examples.Wrong, Examples.Wrong), Of("easy", 0, Examples.Right, Examples.Right),
            Of("hard", 1, Examples.Right, Examples.Right), Of("easy", 1, Examples.Wrong, Examples.Wrong), Of("unknown", 1, Examples.Wrong),
        ];
        var passes = 0;
        IEnumerable<ExplorationRecord> Journal()
        {
            passes++;
            return journal;
        }

        Assert.Equal([journal[0], journal[2]], ChosenExplorations.Of(Journal, new ExplorationFilter { Bin = 0 }));
        Assert.Equal(2, passes);
        Assert.Equal([journal[3]], ChosenExplorations.Of(Journal, new ExplorationFilter { Bin = 4, Iteration = 1 }));
        Assert.Equal(4, passes);
        Assert.Equal(journal, ChosenExplorations.Of(Journal, new ExplorationFilter()));
        Assert.Equal(5, passes);
    }

    [Fact]
    public void Should_count_without_holding_explorations()
    {
        var alive = new List<WeakReference>();
        IEnumerable<ExplorationRecord> Journal()
        {
            for (var i = 0; i < 3; i++)
            {
                // What was handed out before must be free to go when the next one is made.
                GC.Collect();
                Assert.InRange(alive.Count(reference => reference.IsAlive), 0, 1);
                yield return Made(alive);
            }
        }

        Assert.Equal(3, Assert.Single(IterationStatistics.Of(Journal())).Explorations);
    }

    private static ExplorationRecord Made(List<WeakReference> alive)
    {
        var exploration = Examples.Rescued();
        alive.Add(new WeakReference(exploration));
        return exploration;
    }

    private static ExplorationRecord Of(string problem, int iteration, params string[] attempts)
    {
        var exploration = Examples.Exploration([.. attempts.Select((text, index) => Examples.Attempt(index, text))]);
        return exploration with { Iteration = iteration, Problem = exploration.Problem with { Id = problem } };
    }
}
