using System.Globalization;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Problems;

/// <summary>Reads a file of problems line by line, and says where a line is malformed, or counts it.</summary>
/// <param name="path">The file.</param>
/// <param name="skipBad">Count and skip malformed lines instead of stopping at the first.</param>
internal sealed class ProblemLines(string path, bool skipBad)
{
    /// <summary>Malformed lines that were skipped.</summary>
    public int Skipped { get; private set; }

    /// <summary>Why the first of them was skipped; null if none was.</summary>
    public string? FirstSkipped { get; private set; }

    /// <summary>Calls <paramref name="read"/> with each line that is not blank and its number from 1.</summary>
    /// <param name="read">Throws <see cref="FormatException"/> with the reason where a line is malformed.</param>
    /// <exception cref="ConfigurationException">A line is malformed: file, line number, reason. Or the file is UTF-16.</exception>
    /// <exception cref="EnvironmentException">The file cannot be read.</exception>
    public void Read(Action<int, string> read)
    {
        var number = 0;
        foreach (var bytes in Lines(path))
        {
            number++;
            try
            {
                var line = Utf8Text.Decode(bytes);
                if (!string.IsNullOrWhiteSpace(line))
                    read(number, line);
            }
            catch (FormatException error)
            {
                Skip(number, error);
            }
        }
    }

    /// <summary>Said where nothing was found.</summary>
    public ConfigurationException Empty() =>
        new($"{path} holds no problem{(Skipped > 0 ? $": all {Skipped} lines are malformed" : "")}.");

    /// <summary>The first problems of a split.</summary>
    /// <exception cref="ConfigurationException">There are fewer.</exception>
    public IReadOnlyList<Problem> Take(List<Problem> problems, ProblemSplit split, int count) => count <= problems.Count
        ? problems[..count]
        : throw new ConfigurationException(
            $"{path} has {problems.Count} of the {count} {split} problems that are wanted: lower Problems.{(split == ProblemSplit.Train ? "Train" : "HeldOut")} or use a larger file.");

    /// <summary>The lines of a file as they are read, without a byte order mark; nobody has looked yet whether they are UTF-8.</summary>
    /// <exception cref="ConfigurationException">The file is UTF-16.</exception>
    /// <exception cref="EnvironmentException">The file cannot be read.</exception>
    public static IEnumerable<byte[]> Lines(string path)
    {
        using var stream = Reading(path, () => File.OpenRead(path));
        using var lines = TextLines.Of(stream).GetEnumerator();
        for (var first = true; Reading(path, lines.MoveNext); first = false)
        {
            if (first && Utf8Text.IsUtf16(lines.Current))
                throw new ConfigurationException(
                    $"{path} is UTF-16, and problems are read as UTF-8: convert it, for example with 'iconv -f UTF-16 -t UTF-8'.");
            yield return first && lines.Current.AsSpan().StartsWith(Utf8Text.Mark) ? lines.Current[Utf8Text.Mark.Length..] : lines.Current;
        }
    }

    private void Skip(int number, FormatException error)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"{path}, line {number}: {Printable(error.Message)}.");
        if (!skipBad)
            throw new ConfigurationException($"{what} Mend it, or leave such lines out with --skip-bad (Problems.SkipBad in a recipe).", error);
        Skipped++;
        FirstSkipped ??= what;
    }

    /// <summary>A line of a file that is no text must not reach the terminal as it is.</summary>
    private static string Printable(string message) =>
        new([.. message.Take(300).Select(c => char.IsControl(c) || c == '\uFFFD' ? '?' : c)]);

    private static T Reading<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"The problem file {path} cannot be read: {error.Message}", error);
        }
    }
}
