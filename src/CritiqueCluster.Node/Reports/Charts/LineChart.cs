using CritiqueCluster.Node.Reports.Html;

namespace CritiqueCluster.Node.Reports.Charts;

/// <summary>A point of a line, with the ends of its interval where there is one.</summary>
internal sealed record Point(double X, double Y, double? Low = null, double? High = null);

/// <summary>A line.</summary>
/// <param name="Name">Written at its end.</param>
/// <param name="Colour">A CSS colour.</param>
/// <param name="Points">From left to right.</param>
/// <param name="Dash">An SVG dash pattern.</param>
internal sealed record Line(string Name, string Colour, IReadOnlyList<Point> Points, string Dash = "none");

/// <summary>Lines over a common axis, as inline SVG that takes its colours from the page.</summary>
internal sealed record LineChart(string Title, string Note, string XTitle, IReadOnlyList<Line> Lines, Func<double, string> YFormat)
{
    private const double Width = 560, Height = 300, Left = 52, Top = 14, Bottom = 42;
    private const int MostDots = 20; // More would hide the line.

    /// <summary>The pattern of a line of reference.</summary>
    public const string Dashed = "5 4";

    /// <summary>Room for the names at the lines' ends.</summary>
    private double Right => Math.Clamp(34 + 6.4 * Lines.Select(l => l.Name.Length).DefaultIfEmpty().Max(), 96, 190);

    /// <summary>Positions of ticks and their labels; empty: every whole number that a point has.</summary>
    public IReadOnlyList<(double X, string Label)> XTicks { get; init; } = [];

    /// <summary>Whether the y axis holds 0. A short axis shows small changes, and the labels say where it begins.</summary>
    public bool FromZero { get; init; } = true;

    /// <summary>What no value can be above, nor an interval: 1 for shares.</summary>
    public double Most { get; init; } = double.PositiveInfinity;

    /// <summary>Whether intervals are drawn: those of many lines would cover the lines.</summary>
    public bool Bands { get; init; } = true;

    /// <summary>The figure.</summary>
    public Markup Render()
    {
        var points = Lines.SelectMany(l => l.Points).Where(p => double.IsFinite(p.Y)).ToList();
        if (points.Count == 0)
            return Markup.None;
        var (low, high, ticks) = Axis.Round(points.SelectMany(p => (double[])[p.Y, p.Low ?? p.Y, p.High ?? p.Y]), FromZero, Most);
        var y = new Axis(low, high, Height - Bottom, Top);
        var x = new Axis(points.Min(p => p.X), points.Max(p => p.X), Left + 10, Width - Right);
        return Markup.Of($"""
            <figure><figcaption><b>{Title}</b><span>{Note}</span></figcaption>
            <svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Title}">
            {ticks.Select(t => Markup.Of($"""<line class="grid" x1="{Left}" x2="{Width - Right + 6}" y1="{y.At(t)}" y2="{y.At(t)}"/><text class="tick" x="{Left - 8}" y="{y.At(t) + 4}" text-anchor="end">{YFormat(t)}</text>"""))}
            {TicksOf(points).Select(t => Markup.Of($"""<text class="tick" x="{x.At(t.X)}" y="{Height - Bottom + 18}" text-anchor="middle">{t.Label}</text>"""))}
            <text class="axis" x="{(Left + Width - Right) / 2}" y="{Height - 6}" text-anchor="middle">{XTitle}</text>
            {Lines.Where(_ => Bands).Select(l => Band(l, x, y))}{Lines.Select(l => Draw(l, x, y))}{Labels(x, y)}
            </svg></figure>
            """);
    }

    private IReadOnlyList<(double X, string Label)> TicksOf(List<Point> points)
    {
        if (XTicks.Count > 0)
            return XTicks;
        var (low, high) = (points.Min(p => p.X), points.Max(p => p.X));
        return high - low <= 12
            ? [.. Enumerable.Range((int)low, (int)(high - low) + 1).Select(i => ((double)i, Format.Brief(i)))]
            : [.. Axis.Round([low, high], fromZero: false).Ticks.Where(t => t >= low && t <= high).Select(t => (t, Format.Brief(t)))];
    }

    private static Markup Band(Line line, Axis x, Axis y)
    {
        var ends = line.Points.Where(p => p is { Low: not null, High: not null }).ToList();
        return ends.Count < 2 ? Markup.None : Markup.Of($"""<path class="band" style="fill:{line.Colour}" d="{Path(
            [.. ends.Select(p => (x.At(p.X), y.At(p.High!.Value))), .. Enumerable.Reverse(ends).Select(p => (x.At(p.X), y.At(p.Low!.Value)))])}Z"/>""");
    }

    private Markup Draw(Line line, Axis x, Axis y)
    {
        var points = line.Points.Where(p => double.IsFinite(p.Y)).ToList();
        var dots = points.Count > MostDots ? [] : points;
        return Markup.Of($"""
            <path class="line" style="stroke:{line.Colour};stroke-dasharray:{line.Dash}" d="{Path([.. points.Select(p => (x.At(p.X), y.At(p.Y)))])}"/>
            {dots.Select(p => Markup.Of($"""<circle class="dot" style="fill:{line.Colour}" cx="{x.At(p.X)}" cy="{y.At(p.Y)}" r="4"><title>{line.Name}, {XTitle} {LabelOf(p.X)}: {YFormat(p.Y)}{IntervalOf(p)}</title></circle>"""))}
            """);
    }

    private string LabelOf(double x) => XTicks.Where(t => t.X == x).Select(t => t.Label).FirstOrDefault() ?? Format.Brief(x);

    private string IntervalOf(Point p) => p is { Low: { } low, High: { } high } ? $" ({YFormat(low)} to {YFormat(high)})" : "";

    private Markup Labels(Axis x, Axis y)
    {
        const double apart = 15;
        var labels = Lines.Where(l => l.Points.Any(p => double.IsFinite(p.Y)))
            .Select(l => (l.Name, l.Colour, l.Dash, End: l.Points.Last(p => double.IsFinite(p.Y)))).OrderBy(l => y.At(l.End.Y)).ToList();
        var lowest = Height - Bottom - apart * (labels.Count - 1);
        var rows = new List<Markup>();
        var above = double.NegativeInfinity;
        foreach (var (name, colour, dash, end) in labels)
        {
            above = Math.Max(above + apart, Math.Min(y.At(end.Y), lowest + apart * rows.Count));
            rows.Add(Markup.Of($"""<path class="line" style="stroke:{colour};stroke-dasharray:{dash}" d="M{Width - Right + 13} {above}h14"/><text class="label" x="{Width - Right + 31}" y="{above + 4}">{name}</text>"""));
        }
        return Markup.Join(rows);
    }

    private static Markup Path(IReadOnlyList<(double X, double Y)> points) =>
        Markup.Join(points.Select((p, i) => Markup.Of($"{(i == 0 ? "M" : "L")}{p.X} {p.Y}")));
}
