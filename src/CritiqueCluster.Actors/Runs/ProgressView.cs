using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Actors.Runs;

/// <summary>What people see of a run.</summary>
internal static class ProgressView
{
    public static RunProgress Of(RunState state, ExplorationBoard? board, LearningAdvanced? learning, RunUsage spent)
    {
        var summaries = board?.Reports.Select(r => r.Summary).ToList() ?? [];
        var attempts = summaries.Sum(s => s.Sampled + s.Refinements);
        var tokens = summaries.Sum(s => (long)s.SampledTokens + s.RefinementTokens) - (board?.Reports.Sum(r => (long)r.Discarded) ?? 0);
        return new RunProgress(
            state.Spec?.Run ?? "", PhaseOf(state), state.Stage?.Iteration ?? (state.IsStreaming ? state.Versions.Count : state.Learning) ?? state.Versions.Count - 1,
            state.Stage?.Round ?? 0, board?.Done ?? 0, board?.Total ?? 0, attempts, attempts - summaries.Sum(s => s.Failures),
            summaries.Sum(s => s.Accepted), summaries.Sum(s => (long)s.GeneratedTokens),
            tokens == 0 ? null : board!.Reports.Sum(r => r.EntropySum) / tokens,
            summaries.Count(s => s.Quarantined > 0), state.Learning is null ? null : learning, state.Usage + spent, state.Hold);
    }

    private static RunPhase PhaseOf(RunState state) => state switch
    {
        { Completed: true } => RunPhase.Completed,
        { IsStreaming: true } => RunPhase.Streaming,
        { Learning: not null } => RunPhase.Learning,
        { Stage.Purpose: ExplorationPurpose.Training } => RunPhase.Exploring,
        { Stage.Purpose: ExplorationPurpose.Evaluation } => RunPhase.Evaluating,
        _ => RunPhase.Starting,
    };
}
