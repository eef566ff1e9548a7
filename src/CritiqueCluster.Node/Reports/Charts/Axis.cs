namespace CritiqueCluster.Node.Reports.Charts;

/// <summary>Maps numbers to positions of a picture.</summary>
/// <param name="Low">The number at the start.</param>
/// <param name="High">The number at the end.</param>
/// <param name="Start">Position of <paramref name="Low"/>.</param>
/// <param name="End">Position of <paramref name="High"/>.</param>
internal sealed record Axis(double Low, double High, double Start, double End)
{
    /// <summary>The position of a number.</summary>
    public double At(double number) =>
        High > Low ? Start + (End - Start) * (number - Low) / (High - Low) : (Start + End) / 2;

    /// <summary>An axis from a round number below to a round number above all values, and the ticks between.</summary>
    /// <param name="values">What must fit.</param>
    /// <param name="fromZero">Whether 0 must be on it.</param>
    /// <param name="most">What no value can be above; where all values are that, the axis goes down from it.</param>
    public static (double Low, double High, IReadOnlyList<double> Ticks) Round(IEnumerable<double> values, bool fromZero, double most = double.PositiveInfinity)
    {
        var finite = values.Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var low = fromZero ? Math.Min(0, finite.Min()) : finite.Min();
        var high = finite.Max();
        if (high - low < 1e-9 && high >= most)
            low = high - Math.Abs(high);
        else if (high - low < 1e-9)
            high = Math.Min(low + (low == 0 ? 1 : Math.Abs(low)), most);
        var step = NiceStep((high - low) / 4);
        var first = (int)Math.Floor(low / step + 1e-9);
        var last = (int)Math.Ceiling(high / step - 1e-9);
        return (first * step, last * step, [.. Enumerable.Range(first, last - first + 1).Select(i => i * step)]);
    }

    private static double NiceStep(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 2.5001 => 2.5, <= 5.0001 => 5, _ => 10 } * power;
    }
}
