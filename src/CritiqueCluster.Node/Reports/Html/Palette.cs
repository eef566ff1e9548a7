using System.Globalization;

namespace CritiqueCluster.Node.Reports.Html;

/// <summary>Colours of pictures; the page defines them for light and dark.</summary>
internal static class Palette
{
    /// <summary>Colours that there are for kinds.</summary>
    public const int Kinds = 5;

    /// <summary>Colours that tell kinds apart.</summary>
    public static string Kind(int index) => $"var(--k{(index % Kinds).ToString(CultureInfo.InvariantCulture)})";

    /// <summary>Tells the kinds apart that share a colour: an SVG dash pattern.</summary>
    public static string Dash(int index) => (index / Kinds) switch
    {
        0 => "none",
        1 => "8 3",
        _ => "2 3",
    };

    /// <summary>A colour of a scale from faint (0) to strong (1), for what has an order.</summary>
    public static string Scale(double strength) =>
        $"color-mix(in oklab, var(--strong) {Math.Round(100 * strength).ToString(CultureInfo.InvariantCulture)}%, var(--faint))";

    /// <summary>The i-th of n on the scale.</summary>
    public static string Scale(int index, int count) => Scale(count < 2 ? 1 : (double)index / (count - 1));

    /// <summary>For what is compared with.</summary>
    public const string Reference = "var(--muted)";
}
