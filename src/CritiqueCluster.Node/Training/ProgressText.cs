using System.Globalization;

using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Node.Training;

/// <summary>A run's progress in one line.</summary>
internal static class ProgressText
{
    /// <summary>Where the run stands, in about 80 columns: <c>2/3 exploring</c> is the second of three iterations.</summary>
    /// <param name="progress">As the run tells it.</param>
    /// <param name="iterations">Iterations in all.</param>
    /// <param name="tokensPerSecond">Generated or learned tokens; null where not known yet.</param>
    /// <param name="secondsLeft">A guess; null where there is none yet.</param>
    public static string Line(RunProgress progress, int iterations, double? tokensPerSecond, double? secondsLeft)
    {
        List<FormattableString> parts = [$"{Title(progress, iterations)}"];
        if (progress.Hold != RunHold.None)
            parts.Add($"{progress.Hold.ToString().ToLowerInvariant()}");
        var learning = progress.Learning is { Steps: > 0 } ? progress.Learning : null;
        if (learning is not null)
            parts.AddRange([$"{learning.Step}/{learning.Steps} steps", $"loss {learning.Loss:0.000}"]);
        if (progress.Total > 0 && (learning is null || progress.Phase == RunPhase.Streaming))
            parts.Add($"{progress.Done}/{progress.Total}{(progress.Round > 0 ? FormattableString.Invariant($" round {progress.Round}") : "")}");
        if (tokensPerSecond is > 0 and var rate)
            parts.Add($"{rate:#,0} tokens/s");
        AddOutcomes(parts, progress);
        if (secondsLeft is { } left)
            parts.Add($"{Duration(left)} left");
        return string.Join("  ", parts.Select(FormattableString.Invariant));
    }

    /// <summary>A phase that is over.</summary>
    /// <param name="last">The last that was heard of it.</param>
    /// <param name="iterations">Iterations in all.</param>
    /// <param name="seconds">How long it took.</param>
    public static string Ended(RunProgress last, int iterations, double seconds)
    {
        List<FormattableString> parts = [$"{Title(last, iterations)}"];
        if (last.Learning is { } learning)
            parts.AddRange([$"{learning.Steps} steps", $"loss {learning.Loss:0.000}"]);
        else
            parts.AddRange([$"{last.Total} explorations", $"{last.GeneratedTokens:#,0} tokens"]);
        AddOutcomes(parts, last);
        parts.Add($"{Duration(seconds)}");
        return string.Join("  ", parts.Select(FormattableString.Invariant));
    }

    /// <summary>What the run is doing and how far it is with that, where the number of iterations is not known: <c>iteration 2 exploring 40/600</c>.</summary>
    public static string Where(RunProgress progress)
    {
        var phase = progress.Phase.ToString().ToLowerInvariant();
        if (progress.Phase is RunPhase.Starting or RunPhase.Completed)
            return phase;
        var where = progress.Iteration < 0 ? "base" : string.Create(CultureInfo.InvariantCulture, $"iteration {progress.Iteration + 1}");
        var done = progress.Learning is { Steps: > 0 } learning ? (learning.Step, learning.Steps) : (progress.Done, progress.Total);
        return string.Create(CultureInfo.InvariantCulture, $"{where} {phase} {done.Item1}/{done.Item2}");
    }

    /// <summary>Minutes and seconds.</summary>
    public static string Duration(double seconds)
    {
        var whole = (long)Math.Round(seconds);
        return whole >= 3600
            ? string.Create(CultureInfo.InvariantCulture, $"{whole / 3600}:{whole / 60 % 60:00}:{whole % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole / 60}:{whole % 60:00}");
    }

    private static void AddOutcomes(List<FormattableString> parts, RunProgress progress)
    {
        if ((progress.Learning is not null && progress.Phase != RunPhase.Streaming) || progress.Attempts == 0)
            return;
        parts.Add($"pass {100.0 * progress.Correct / progress.Attempts:0.0} %");
        if (progress.Entropy is { } entropy)
            parts.Add($"entropy {entropy:0.00}");
        if (progress.Quarantined > 0)
            parts.Add($"{progress.Quarantined} quarantined");
    }

    private static string Title(RunProgress progress, int iterations)
    {
        var where = progress.Iteration < 0 ? "base" : string.Create(CultureInfo.InvariantCulture, $"{progress.Iteration + 1}/{iterations}");
        return $"{where} {progress.Phase.ToString().ToLowerInvariant()}";
    }
}
