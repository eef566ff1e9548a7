using System.Text.Json.Nodes;

using CritiqueCluster.Core.Diversity;

using Spectre.Console;

namespace CritiqueCluster.Node.Evaluation;

/// <summary>Methods at test time over budgets of generated tokens.</summary>
internal static class TestTimeTable
{
    public static void Show(IAnsiConsole console, IReadOnlyList<BudgetCurve> curves)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn("tokens a problem").RightAligned());
        foreach (var point in curves[0].Curve)
            table.AddColumn(new TableColumn(FormattableString.Invariant($"{point.Budget:0}")).RightAligned());
        foreach (var curve in curves)
            table.AddRow([Markup.Escape(curve.IsOracle ? $"{curve.Method} (knows the answers)" : curve.Method), .. curve.Curve.Select(p => FormattableString.Invariant($"{p.Right:0.000}"))]);
        console.Write(table);
    }

    public static JsonArray ToJson(IReadOnlyList<BudgetCurve> curves) =>
    [
        .. curves.Select(curve => new JsonObject
        {
            ["method"] = curve.Method,
            ["oracle"] = curve.IsOracle,
            ["curve"] = new JsonArray([.. curve.Curve.Select(p => new JsonObject { ["budget"] = p.Budget, ["right"] = p.Right, ["low"] = p.Interval.Low, ["high"] = p.Interval.High })]),
        }),
    ];
}
