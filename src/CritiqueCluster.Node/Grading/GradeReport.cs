using System.Text.Json.Nodes;

namespace CritiqueCluster.Node.Grading;

/// <summary>Shows verdicts with both forms and the rule that decided.</summary>
internal static class GradeReport
{
    private const int LongestShown = 300;

    /// <summary>One verdict, for people.</summary>
    public static void Show(TextWriter output, GradedPair pair)
    {
        var grade = pair.Grade;
        output.WriteLine($"verdict     {(grade.Equal ? "equal" : "not equal")}");
        output.WriteLine($"rule        {grade.Rule}");
        output.WriteLine($"gold        {Short(pair.Gold)}");
        output.WriteLine($"  read as   {Short(grade.GoldForm)}");
        output.WriteLine($"prediction  {Short(pair.Prediction)}");
        if (grade.Extracted is { Source: not "the whole text" } extracted)
            output.WriteLine($"  answer    {Short(extracted.Text)}   ({extracted.Source})");
        output.WriteLine($"  read as   {Short(grade.PredictionForm)}");
    }

    /// <summary>The verdicts that are not the known ones, and how many agree.</summary>
    public static void Show(TextWriter output, IReadOnlyList<GradedPair> pairs)
    {
        foreach (var pair in pairs.Where(p => p.Agrees is false))
        {
            Show(output, pair);
            output.WriteLine($"known       {(pair.Equal is true ? "equal" : "not equal")}");
            output.WriteLine();
        }
        var known = pairs.Count(p => p.Agrees is not null);
        var verdicts = FormattableString.Invariant($"{pairs.Count} pairs, {pairs.Count(p => p.Grade.Equal)} equal");
        output.WriteLine(known == 0 ? verdicts : FormattableString.Invariant($"{verdicts}; {pairs.Count(p => p.Agrees is true)} of {known} agree with the known verdict"));
    }

    /// <summary>All verdicts in their order.</summary>
    public static JsonObject ToJson(IReadOnlyList<GradedPair> pairs) => new()
    {
        ["pairs"] = pairs.Count,
        ["agree"] = pairs.Count(p => p.Agrees is true),
        ["rows"] = new JsonArray([.. pairs.Select(ToJson)]),
    };

    private static JsonObject ToJson(GradedPair pair) => new()
    {
        ["gold"] = pair.Gold,
        ["prediction"] = pair.Prediction,
        ["equal"] = pair.Equal,
        ["verdict"] = pair.Grade.Equal,
        ["rule"] = pair.Grade.Rule,
        ["goldForm"] = pair.Grade.GoldForm,
        ["predictionForm"] = pair.Grade.PredictionForm,
        ["extracted"] = pair.Grade.Extracted?.Text,
    };

    private static string Short(string? text)
    {
        var line = text is null ? "(none)" : text.ReplaceLineEndings(" ");
        return line.Length <= LongestShown ? line : "… " + line[^LongestShown..];
    }
}
