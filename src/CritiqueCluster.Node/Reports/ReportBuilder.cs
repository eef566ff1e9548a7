using CritiqueCluster.Core;
using CritiqueCluster.Core.Diversity;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Node.Reports.Html;

namespace CritiqueCluster.Node.Reports;

/// <summary>
/// Makes a run's report: hand it the journal once through, in any order, then write. See <see cref="RunMeasures"/> for what a row is.
/// </summary>
/// <param name="facts">What is known of the run.</param>
/// <param name="checkerOf">The checker of a kind of problem, for answers and exact critiques; null where none is known.</param>
public sealed class ReportBuilder(RunFacts facts, Func<string, ISolutionChecker?> checkerOf)
{
    /// <summary>The file names in the run folder.</summary>
    public const string JsonName = "report.json", HtmlName = "report.html";

    private readonly RunMeasures _measures = new(facts, checkerOf);
    private readonly NotableExplorations _notable = new(checkerOf);

    private readonly CriticAudit _audit = new();

    /// <summary>Adds a completed exploration.</summary>
    /// <param name="exploration">The exploration.</param>
    /// <param name="task">In a stream: the task that has taken it, which it counts for.</param>
    public void Add(ExplorationRecord exploration, int? task = null)
    {
        ArgumentNullException.ThrowIfNull(exploration);
        _measures.Add(exploration, task);
        var counted = exploration with { Iteration = task ?? exploration.Iteration };
        _notable.Add(counted);
        _audit.Add(counted);
    }

    /// <summary>The critic's versions that were published, in order.</summary>
    public IEnumerable<ParameterVersion> Critics => _measures.Critics;

    /// <summary>
    /// Has a version of the critic judge right and wrong attempts of the base's evaluation, which F1 needs; call it after the journal was
    /// added. The whole run's figures are over all versions that were audited.
    /// </summary>
    /// <param name="critic">A critic with its parameters loaded.</param>
    /// <param name="version">Step number of its parameter version; -1 for the exact critic.</param>
    /// <returns>Tokens that the critic sampled.</returns>
    public long AuditCritic(IEngine<CritiqueRequest, CritiqueResult> critic, int version) =>
        _audit.Run(critic, version, facts.Recipe.Critic.MaxTokens, _measures.Critic, _measures.AuditOf(version));

    /// <summary>Adds what a learning iteration gave.</summary>
    public void Add(LearningResult learning) => _measures.Add(learning);

    /// <summary>Adds the wall time of a row.</summary>
    public void Add(int row, PhaseSeconds seconds) => _measures.Add(row, seconds);

    /// <summary>The report's numbers so far.</summary>
    public RunReport Build(PhaseSeconds seconds) => _measures.Build(seconds);

    /// <summary>Writes <c>report.json</c> and <c>report.html</c>, each whole or not at all; loss curves come from <c>metrics.jsonl</c>.</summary>
    /// <exception cref="EnvironmentException">The run folder cannot be written.</exception>
    public RunReport Write(string runFolder, PhaseSeconds seconds)
    {
        var report = Build(seconds);
        var metrics = MetricsLog.Read(Path.Combine(runFolder, RunMetrics.FileName)).ToList();
        var page = new ReportPage(report, facts.Recipe, _notable.Choose(), metrics, checkerOf);
        DurableFile.Write(Path.Combine(runFolder, JsonName), ReportJson.Write(report) + "\n");
        DurableFile.Write(Path.Combine(runFolder, HtmlName), page.Render());
        return report;
    }
}
