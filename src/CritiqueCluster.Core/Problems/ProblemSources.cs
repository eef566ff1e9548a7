using CritiqueCluster.Core.Problems.Countdown;
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
        if (IsCountdown(options))
            return new CountdownSource(options.Countdown);
        var path = Path.Combine(root, options.Source);
        if (!File.Exists(path))
            throw new ConfigurationException(
                $"Problems.Source is '{options.Source}': that is neither 'countdown' nor a file ({Path.GetFullPath(path)} does not exist).");
        return new WordSource(path, options.SkipBad);
    }

    /// <summary>The judge of the source's problems; reads no file.</summary>
    public static ISolutionChecker CheckerOf(ProblemOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return IsCountdown(options) ? new CountdownChecker(options.Countdown) : new WordChecker();
    }

    private static bool IsCountdown(ProblemOptions options) =>
        string.Equals(options.Source, CountdownChecker.CountdownKind, StringComparison.OrdinalIgnoreCase);
}
