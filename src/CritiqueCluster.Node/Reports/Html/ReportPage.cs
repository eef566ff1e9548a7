using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Node.Reports.Html;

/// <summary>The report as one HTML file that needs nothing else: styles and pictures are in it, and it fetches nothing.</summary>
/// <param name="Report">The numbers.</param>
/// <param name="Recipe">The run's settings.</param>
/// <param name="Notable">Explorations worth reading.</param>
/// <param name="Metrics">The lines of <c>metrics.jsonl</c>.</param>
/// <param name="CheckerOf">The checker of a kind of problem, for steps and exact critiques.</param>
public sealed record ReportPage(
    RunReport Report, Recipe Recipe, IReadOnlyList<Notable> Notable, IReadOnlyList<MetricPoint> Metrics,
    Func<string, ISolutionChecker?> CheckerOf)
{
    /// <summary>The whole file.</summary>
    public string Render() => Document(Report.Run, Markup.Of($"""
        {Headline.Render(Report, Recipe)}
        {Curves.Render(Report, Metrics)}
        {Tables.Render(Report)}
        {CriticSection.Render(Report)}
        {QuarantineSection.Render(Report)}
        <section id="explorations">
        <h2>Explorations worth reading</h2>
        <p class="lead">Chosen by fixed rules from the whole journal. The critique stands beside the steps it judges; in a refinement, steps that were kept are grey and new ones are marked. A number that no attempt has was kept for a refinement that was not made.</p>
        {Notable.Select((n, i) => ExplorationView.Render(n, i + 1, CheckerOf(n.Exploration.Problem.Kind), Report.UpperBound))}
        </section>
        {Glossary.Render(Report)}
        """));

    /// <summary>A page of the program: what every one of them has around its content.</summary>
    internal static string Document(string title, Markup content) => Markup.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>{title} – CritiqueCluster</title>
        <style>{Markup.Trusted(Style())}</style>
        </head>
        <body>
        <main>
        {content}
        </main>
        </body>
        </html>
        """).Html;

    private static string Style()
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream("report.css")
            ?? throw new InvalidOperationException("The style sheet is not embedded in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
