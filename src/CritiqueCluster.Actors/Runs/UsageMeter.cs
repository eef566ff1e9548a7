using System.Diagnostics;
using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Runs;

/// <summary>Adds up what workers report until it is journalled.</summary>
internal sealed class UsageMeter(Stopwatch clock)
{
    private RunUsage _usage = RunUsage.None;
    private double _recordedUntil;

    /// <summary>What has been spent since the last record.</summary>
    public RunUsage Unrecorded => _usage with { Elapsed = clock.Elapsed.TotalSeconds - _recordedUntil };

    public void Add(EngineUsage usage) => _usage += usage.Work switch
    {
        "rollout" => RunUsage.None with { Generation = usage.Seconds, RolloutTokens = usage.Tokens },
        "critic" => RunUsage.None with { Critique = usage.Seconds, CritiqueTokens = usage.Tokens },
        "learner" => RunUsage.None with { Learning = usage.Seconds, LearnedTokens = usage.Tokens },
        _ => RunUsage.None,
    };

    /// <summary>What is to be journalled now; the meter starts again from nothing.</summary>
    public RunUsage Take()
    {
        var taken = Unrecorded;
        _recordedUntil += taken.Elapsed;
        _usage = RunUsage.None;
        return taken;
    }
}
