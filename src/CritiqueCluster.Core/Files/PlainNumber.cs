using System.Globalization;

namespace CritiqueCluster.Core.Files;

/// <summary>Writes numbers of JSON without an exponent, digit for digit.</summary>
internal static class PlainNumber
{
    /// <summary>The largest exponent of a double, either way; a larger one would only make a long text.</summary>
    private const int MostExponent = 324;

    /// <summary>The same number as a plain decimal: <c>1e-05</c> becomes <c>0.00001</c>; one without an exponent stays as it is.</summary>
    /// <param name="number">A number as JSON writes it (RFC 8259, section 6).</param>
    /// <exception cref="FormatException">The exponent is beyond 324.</exception>
    public static string Of(string number)
    {
        var e = number.AsSpan().IndexOfAny('e', 'E');
        if (e < 0)
            return number;
        if (!int.TryParse(number.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) || Math.Abs(exponent) > MostExponent)
            throw new FormatException($"its number {number} has an exponent beyond {MostExponent}");
        var sign = number[0] == '-' ? "-" : "";
        var mantissa = number[sign.Length..e];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal) is >= 0 and var found ? found : mantissa.Length;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        point += exponent;
        if (point <= 0)
            (digits, point) = (new string('0', 1 - point) + digits, 1);
        digits = digits.PadRight(point, '0');
        var whole = digits[..point].TrimStart('0') is { Length: > 0 } some ? some : "0";
        var fraction = digits[point..].TrimEnd('0');
        return fraction.Length > 0 ? $"{sign}{whole}.{fraction}" : $"{sign}{whole}";
    }
}
