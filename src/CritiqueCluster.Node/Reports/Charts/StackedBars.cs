using CritiqueCluster.Node.Reports.Html;

namespace CritiqueCluster.Node.Reports.Charts;

/// <summary>One part of every bar.</summary>
/// <param name="Name">Shown in the legend.</param>
/// <param name="Colour">A CSS colour.</param>
/// <param name="Values">One value per bar.</param>
internal sealed record Segment(string Name, string Colour, IReadOnlyList<double> Values);

/// <summary>Bars of stacked parts, the first part at the bottom, as inline SVG.</summary>
internal sealed record StackedBars(
    string Title, string Note, string XTitle, IReadOnlyList<string> Bars, IReadOnlyList<Segment> Segments, Func<double, string> YFormat)
{
    private const double Width = 560, Height = 300, Left = 52, Right = 96, Top = 14, Bottom = 42, Widest = 64;

    /// <summary>The figure; nothing where all values are 0.</summary>
    public Markup Render()
    {
        var totals = Bars.Select((_, i) => Segments.Sum(s => s.Values[i])).ToList();
        if (totals.Count == 0 || totals.Max() <= 0)
            return Markup.None;
        var (low, high, ticks) = Axis.Round(totals, fromZero: true);
        var y = new Axis(low, high, Height - Bottom, Top);
        var room = (Width - Left - Right) / Bars.Count;
        return Markup.Of($"""
            <figure><figcaption><b>{Title}</b><span>{Note}</span></figcaption>
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Title}">
            {ticks.Select(t => Markup.Of($"""<line class="grid" x1="{Left}" x2="{Width - Right + 6}" y1="{y.At(t)}" y2="{y.At(t)}"/><text class="tick" x="{Left - 8}" y="{y.At(t) + 4}" text-anchor="end">{YFormat(t)}</text>"""))}
            {Bars.Select((name, i) => Bar(name, i, Left + room * (i + 0.5), Math.Min(Widest, room * 0.66), y))}
            <text class="axis" x="{(Left + Width - Right) / 2}" y="{Height - 6}" text-anchor="middle">{XTitle}</text>
            {Segments.Reverse().Select((s, i) => Markup.Of($"""<rect style="fill:{s.Colour}" x="{Width - Right + 10}" y="{Top + 4 + 18 * i}" width="9" height="9" rx="2"/><text class="label" x="{Width - Right + 24}" y="{Top + 13 + 18 * i}">{s.Name}</text>"""))}
            </svg></figure>
            """);
    }

    private Markup Bar(string name, int index, double centre, double width, Axis y)
    {
        var parts = new List<Markup>();
        var below = 0.0;
        foreach (var segment in Segments)
        {
            var value = segment.Values[index];
            var top = y.At(below + value);
            if (value > 0)
                parts.Add(Markup.Of($"""<rect class="bar" style="fill:{segment.Colour}" x="{centre - width / 2}" y="{top}" width="{width}" height="{y.At(below) - top}"><title>{name}, {segment.Name}: {YFormat(value)}</title></rect>"""));
            below += value;
        }
        return Markup.Of($"""{parts}<text class="tick" x="{centre}" y="{Height - Bottom + 18}" text-anchor="middle">{name}</text>""");
    }
}
