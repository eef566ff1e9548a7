using CritiqueCluster.Core.Problems.Countdown;
using CritiqueCluster.Core.Problems.Explored;
using CritiqueCluster.Core.Problems.External;
using CritiqueCluster.Core.Problems.Words;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Problems;

/// <summary>From options to problems and to their judge.</summary>
public static class ProblemSources
{
    /// <summary>The source that the options name.</summary>
    /// <param name="options">The options.</param>
    /// <param name="root">The folder that relative file names start from.</param>
    /// <exception cref="ConfigurationException">The source is unknown, or its options or its file's content are wrong.</exception>
    /// <exception cref="EnvironmentException">The file cannot be read.</exception>
    public static IProblemSource From(ProblemOptions options, string root)
    {
        ArgumentNullException.ThrowIfNull(options);
        RefuseExternalCountdown(options);
        if (IsCountdown(options))
            return new CountdownSource(options.Countdown);
        var path = Path.Combine(root, options.Source);
        if (!File.Exists(path))
            throw new ConfigurationException(
                $"Problems.Source is '{options.Source}': that is neither 'countdown' nor a file ({Path.GetFullPath(path)} does not exist).");
        IFileSource source = ExploredSource.Reads(path)
            ? new ExploredSource(path, options.Countdown, options.SkipBad, IsExternal(options), options.AllowRounding)
            : new WordSource(path, options.SkipBad, options.AllowRounding, options.KeepUnreadable, IsExternal(options));
        return IsExternal(options) ? new ExternallyJudgedSource(source) : source;
    }

    /// <summary>Whether a program of the user's judges solutions, so that the built-in checkers need not understand the answers.</summary>
    public static bool IsExternal(ProblemOptions options) =>
        (options ?? throw new ArgumentNullException(nameof(options))).Checker == CheckerKind.Command;

    /// <summary>The judge of problems of a kind.</summary>
    /// <param name="kind">The problems' kind (<see cref="Problem.Kind"/>).</param>
    /// <param name="options">The options, for the rules of Countdown.</param>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static ISolutionChecker CheckerOf(string kind, ProblemOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ISolutionChecker checker = kind switch
        {
            CountdownChecker.CountdownKind => new CountdownChecker(options.Countdown),
            WordChecker.WordKind => new WordChecker(options.AllowRounding),
            _ => throw new ArgumentException($"There is no kind of problem named '{kind}'.", nameof(kind)),
        };
        return IsExternal(options) ? new ExternallyJudged(checker) : checker;
    }

    /// <exception cref="ConfigurationException">A program is to judge Countdown.</exception>
    internal static void RefuseExternalCountdown(ProblemOptions options)
    {
        if (IsCountdown(options) && IsExternal(options))
            throw new ConfigurationException("Problems.Checker is Command, but the problems are Countdown's, whose own checker is exact: name a file of problems, or use --set Problems.Checker=BuiltIn.");
    }

    private static bool IsCountdown(ProblemOptions options) =>
        string.Equals(options.Source, CountdownChecker.CountdownKind, StringComparison.OrdinalIgnoreCase);
}
