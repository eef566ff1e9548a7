using System.Text.Json.Serialization;

namespace CritiqueCluster.Core.Diversity;

/// <summary>How a run's critiques would have been with another critic.</summary>
/// <param name="Exact">The other critic knows what is right: an upper bound, not a method.</param>
/// <param name="Total">All iterations together.</param>
/// <param name="Iterations">Each iteration, in order.</param>
/// <param name="Before">
/// The run's critic on the attempts that it criticised: all of them failures, so one half of its F1 is unknown unless it was audited.
/// </param>
/// <param name="After">The other critic on the same attempts, and on the audit's right and wrong ones.</param>
/// <param name="GeneratedTokens">Tokens that the other critic sampled for it all.</param>
public sealed record CriticReplayReport(
    bool Exact, CriticReplayRow Total, IReadOnlyList<CriticReplayRow> Iterations, CriticScore Before, CriticScore After, long GeneratedTokens);

/// <summary>Counts over the training explorations of one iteration or of all.</summary>
/// <param name="Iteration">The iteration; null for all together.</param>
/// <param name="Explorations">Training explorations, those without critiques included.</param>
/// <param name="Critiques">Critiques made again.</param>
/// <param name="SameStep">Those in which both critics name the same first wrong step, or both none; both must be readable.</param>
/// <param name="UnreadableBefore">Critiques of the run that could not be read.</param>
/// <param name="UnreadableAfter">Critiques of the other critic that could not be read, or could not be made: the attempt was too long for it.</param>
/// <param name="AccuracyBefore">Share of attempts with an error where the run's critic named the first wrong step exactly; null where nothing exact is known.</param>
/// <param name="AccuracyAfter">The same of the other critic.</param>
/// <param name="Verdicts">How often which verdict became which; only what occurred, and only where something exact is known.</param>
/// <param name="Accepted">What would have become of the accepted trajectories.</param>
public sealed record CriticReplayRow(
    int? Iteration, int Explorations, int Critiques, int SameStep, int UnreadableBefore, int UnreadableAfter,
    double? AccuracyBefore, double? AccuracyAfter, IReadOnlyList<VerdictChange> Verdicts, AcceptedChange Accepted);

/// <summary>What a critique says of where the error is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Finding>))]
public enum Finding
{
    /// <summary>The critique could not be read.</summary>
    Unreadable,

    /// <summary>No step is wrong.</summary>
    None,

    /// <summary>The step that is the first wrong one.</summary>
    RightStep,

    /// <summary>A step that is not the first wrong one.</summary>
    OtherStep,
}

/// <summary>How often one finding became another, or stayed.</summary>
public sealed record VerdictChange(Finding Before, Finding After, int Count);

/// <summary>
/// What would have become of accepted trajectories: whether the same request would have been made for them, which would have drawn
/// them again. What the other critic would have led to instead is unknown: that takes sampling.
/// </summary>
/// <param name="All">Accepted trajectories of the run.</param>
/// <param name="Refinements">Refinements among them; the others stand in any case.</param>
/// <param name="Stand">
/// Sampled from the problem alone, or refined from an attempt that stands after a critique that asks for the same: of a continued
/// one the same good steps and the same wrong ones to avoid, of a rewritten one the same words. Or another attempt at the problem with the same steps stands.
/// </param>
/// <param name="Reworded">Rewritten after a critique that names the same step in other words: the prompt would have been another.</param>
/// <param name="Unsupported">The critique stands, but not the attempt that it is about.</param>
/// <param name="Lost">The critique would have named another step, or others would have kept it from other steps.</param>
public sealed record AcceptedChange(int All, int Refinements, int Stand, int Reworded, int Unsupported, int Lost);

/// <summary>A critic against exact critiques; see <see cref="CriticReport"/> for the fields.</summary>
public sealed record CriticScore(
    int Critiques, int Unreadable, int WithError, double? AccuracyWithError, int WithoutError, double? AccuracyWithoutError,
    double? F1, double? AnswerAccuracy)
{
    internal static CriticScore Of(CriticReport report) => new(
        report.Critiques, report.Unreadable, report.WithError, report.AccuracyWithError, report.WithoutError, report.AccuracyWithoutError,
        report.F1, report.AnswerAccuracy);
}
