using CritiqueCluster.Core.Diversity;

namespace CritiqueCluster.Node.Reports.Html;

/// <summary>What the measures mean, and what to be careful about.</summary>
internal static class Glossary
{
    public static Markup Render(RunReport report) => Markup.Of($"""
        <section id="glossary"><h2>How to read this</h2>
        <dl>
        <dt>pass@k</dt><dd>The chance that at least one of k samples is right; unbiased estimate 1 − C(n−c, k)/C(n, k), mean over problems. Changes against the base are paired by problem; “within noise” means that their 95 % bootstrap interval holds 0.</dd>
        <dt>distinct solutions</dt><dd>Different canonical step sequences among the correct samples of a problem (numbers normalised, commutative operands ordered); unsolved problems count 0. The share divides by all correct samples.</dd>
        <dt>effective number</dt><dd>Vendi score of a solved problem’s correct samples under the Jaccard similarity of their steps: 1 if all are alike.</dd>
        <dt>token entropy</dt><dd>Mean of −Σ π log π over sampled tokens, in nats, at the sampling temperature, before top-k and top-p.</dd>
        <dt>entropy law</dt><dd>R = −a·exp(H) + b fitted to pass@1 and token entropy of the rows (arXiv 2505.22617). Its ceiling b − a is what pass@1 would come to with no entropy left, if the run goes on as it did; a fit to few rows, so a guess.</dd>
        <dt>difficulty bins</dt><dd>Training problems by the pass rate of the base’s first-round attempts in the first exploration, held-out problems by the base’s evaluation. Bins never move. The bin “0” holds some problems by bad luck only, so that every arm seems to gain there: compare arms.</dd>
        <dt>tail-narrowing index</dt><dd>The hardest bin’s share of the trajectories that this iteration trains on ÷ its share in the first. Counted is what the learner takes: what passes Learner.Filter, with Accumulate of earlier iterations, too, and at most MaxPerProblem of a problem. Below 1, training narrows to what is easy.</dd>
        <dt>critic F1</dt><dd>Harmonic mean of two accuracies: the first wrong step named exactly, on attempts with an error; no step called wrong, on attempts without. A dash means that one of the two was never tried. Of a critic that learned, every version judges the same attempts.</dd>
        <dt>helpfulness</dt><dd>Share of refinements with a right answer. The rate of fresh samples is an estimate for the same problems: each first-round attempt is held out in turn, the others sort its problem, and the one held out measures. Problems are refined because few of their attempts were right, so these attempts themselves would give too low a rate.</dd>
        <dt>tokens</dt><dd>Sampled tokens. Critiques count like attempts, so that arms with the same budget can be compared.</dd>
        <dt>iteration</dt><dd>0 is the base. Iteration i shows the policy after i learnings, and the exploration that it learned from, which the policy before it made.</dd>
        </dl>
        <p class="hashes">Final parameters: policy <code>{report.Parameters.Policy}</code>{(report.Parameters.Critic is { } critic ? Markup.Of($", critic <code>{critic}</code>") : Markup.None)}. The same numbers are in <code>report.json</code>; the course of the run is in <code>metrics.jsonl</code> and, for TensorBoard, in <code>tensorboard/</code>.</p>
        </section>
        """);
}
