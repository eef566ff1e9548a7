using System.Globalization;

namespace CritiqueCluster.Node.Reports.Html;

/// <summary>Numbers as a reader wants them.</summary>
public static class Format
{
    private static readonly NumberFormatInfo Thousands = new() { NumberGroupSeparator = "\u202f", NumberDecimalSeparator = "." };

    /// <summary>A share: <c>35.2 %</c>; a dash where unknown or not finite.</summary>
    public static string Percent(double? share) => share is { } s && double.IsFinite(s) ? (100 * s).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–";

    /// <summary>A share that a law fitted to few rows leads to, which may lie where no share can.</summary>
    public static string Ceiling(double? share) => share switch
    {
        > 1 => "over 100 %",
        < 0 => "under 0 %",
        _ => Percent(share),
    };

    /// <summary>A difference of shares in percentage points, with its sign: <c>+3.1</c>; more digits where it would look like none.</summary>
    public static string Points(double difference) => (100 * difference).ToString(
        Math.Abs(difference) is > 0 and < 0.0005 ? "+0.00;−0.00;0.0" : "+0.0;−0.0;0.0", CultureInfo.InvariantCulture);

    /// <summary>A plain number with some decimals; a dash where unknown or not finite.</summary>
    public static string Number(double? number, int decimals = 2) =>
        number is { } n && double.IsFinite(n) ? n.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : "–";

    /// <summary>A count with thin spaces between thousands.</summary>
    public static string Count(long count) => count.ToString("N0", Thousands);

    /// <summary>A large count in short: <c>1.2 M</c>.</summary>
    public static string Brief(double count) => Math.Abs(count) switch
    {
        >= 1e6 => (count / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + " M",
        >= 1e4 => (count / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + " k",
        _ => count.ToString("0.##", CultureInfo.InvariantCulture),
    };

    /// <summary>A time: <c>45.2 s</c> or <c>5 min 12 s</c>.</summary>
    public static string Seconds(double seconds) => seconds < 60
        ? seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s"
        : FormattableString.Invariant($"{(int)seconds / 60} min {(int)seconds % 60} s");

    /// <summary>The first digits of a hash, enough to tell versions apart by eye.</summary>
    public static string Hash(string? hash)
    {
        var digits = hash?[(hash.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return digits is null ? "–" : digits[..Math.Min(digits.Length, 10)];
    }
}
