using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;

namespace CritiqueCluster.Node.Exports;

/// <summary>Names of enumerated values in exported files.</summary>
internal static class ExportNames
{
    /// <summary><c>training</c>, <c>evaluation</c>.</summary>
    public static string Of(ExplorationPurpose purpose) => purpose == ExplorationPurpose.Training ? "training" : "evaluation";

    /// <summary><c>sampled</c>, <c>rewritten</c>, <c>continued</c>.</summary>
    public static string Of(AttemptSource source) => source switch
    {
        AttemptSource.Sampled => "sampled",
        AttemptSource.Rewritten => "rewritten",
        _ => "continued",
    };

    /// <summary><c>stop</c>, <c>length</c>.</summary>
    public static string Of(FinishReason finish) => finish == FinishReason.Stop ? "stop" : "length";

    /// <summary><c>correct</c>, <c>wrong</c>.</summary>
    public static string Of(Verdict verdict) => verdict == Verdict.Correct ? "correct" : "wrong";
}
