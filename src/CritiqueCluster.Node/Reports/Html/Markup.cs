using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace CritiqueCluster.Node.Reports.Html;

/// <summary>
/// Finished HTML. It can only be made by <see cref="Of"/>, which escapes every text that is interpolated, so that what a model
/// wrote or a file held never becomes markup.
/// </summary>
public sealed record Markup
{
    private Markup(string html) => Html = html;

    /// <summary>Nothing.</summary>
    public static Markup None { get; } = new("");

    /// <summary>The HTML.</summary>
    public string Html { get; }

    /// <summary>The literal parts are HTML; interpolated texts are escaped, interpolated markup is not.</summary>
    public static Markup Of(ref MarkupHandler handler) => new(handler.ToString());

    /// <summary>One after the other.</summary>
    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(p => p.Html)));

    /// <summary>A text of the program's own that is HTML, CSS or a script already.</summary>
    internal static Markup Trusted(string html) => new(html);
}

/// <summary>Escapes interpolated texts; numbers are written in the invariant culture.</summary>
[InterpolatedStringHandler]
public readonly ref struct MarkupHandler
{
    private readonly StringBuilder _html;

    public MarkupHandler(int literalLength, int formattedCount) => _html = new StringBuilder(literalLength + 16 * formattedCount);

    public void AppendLiteral(string text) => _html.Append(text);

    public void AppendFormatted(Markup markup) => _html.Append(markup.Html);

    public void AppendFormatted(IEnumerable<Markup> markups)
    {
        foreach (var markup in markups)
            _html.Append(markup.Html);
    }

    public void AppendFormatted(string? text) => _html.Append(WebUtility.HtmlEncode(text));

    public void AppendFormatted(double number) => _html.Append(Math.Round(number, 2).ToString(CultureInfo.InvariantCulture));

    public void AppendFormatted(int number) => _html.Append(number);

    public override string ToString() => _html.ToString();
}
