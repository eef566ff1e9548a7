using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Runs;

/// <summary>The explorations of a stage: all of them do what a round wants before the next is planned.</summary>
internal sealed class StageBoard : ExplorationBoard
{
    private readonly Dictionary<string, ExplorationSpec> _specs;
    private Stage _stage;

    public StageBoard(Stage stage, IReadOnlyList<ExplorationSpec> specs)
    {
        _stage = stage;
        _specs = specs.ToDictionary(s => s.Id);
        WaitFor(specs.Select(s => s.Id));
    }

    public override int Total => _specs.Count;

    /// <summary>Those that have done what the round wants.</summary>
    public override int Done => Total - Outstanding;

    /// <summary>The stage goes on, when all have done their part: another round, or the end.</summary>
    public void Enter(Stage stage)
    {
        _stage = stage;
        WaitFor(_specs.Keys.Where(id => NextFor(id) is not null));
    }

    protected override bool IsOpen(string id) => _specs.ContainsKey(id);

    protected override IForExploration? NextFor(string id) => ReportOf(id) switch
    {
        null => new Explore(_specs[id]),
        { Completed: true } => null,
        var report when _stage.Grants.TryGetValue(id, out var grant) && report.Round < grant.Round => new GrantTokens(id, grant),
        _ when _stage.Closing => new EndExploration(id),
        _ => null,
    };
}
