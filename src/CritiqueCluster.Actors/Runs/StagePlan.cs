using System.Collections.Immutable;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Actors.Runs;

/// <summary>What a stage's explorations are, as the recipe says.</summary>
internal static class StagePlan
{
    /// <summary>What a guided critique is taken to cost before there is one, as a share of what it may: a guess that the first round corrects.</summary>
    private const int GuidedShare = 8;

    /// <summary>The same of one that explains nothing, in tokens: a verdict or two.</summary>
    private const int VerdictsAlone = 2;

    /// <summary>One exploration for each problem of the stage, in the problems' order.</summary>
    public static IReadOnlyList<ExplorationSpec> SpecsOf(RunSpec spec, Stage stage) =>
        stage.Purpose == ExplorationPurpose.Training
            ? [.. spec.Train.Select(problem => Training(spec, stage, problem, stage.PolicyVersion))]
            : [.. spec.HeldOut.Select(problem => Evaluation(spec, stage, problem))];

    /// <summary>What a stream explores: any version may sample and criticise that is not older than the given one.</summary>
    public static ExplorationSpec Admitted(RunSpec spec, int batch, int version, Problem problem) =>
        Training(spec, new Stage(batch, ExplorationPurpose.Training, 0, ImmutableDictionary<string, GrantRound>.Empty, false), problem, version) with
        {
            Partial = spec.Recipe.Streaming.PartialAttempts,
        };

    /// <summary>What explorations of so many training problems may spend together.</summary>
    public static IterationBudget BudgetOf(RunSpec spec, int problems)
    {
        var rollout = spec.Recipe.Rollout;
        var firstCritique = spec.Recipe.Critic switch
        {
            { Kind: CriticKind.Exact } => 0,
            { Guided: true, Explain: false } => VerdictsAlone,
            { Guided: true } critic => critic.MaxTokens / GuidedShare,
            var critic => critic.MaxTokens,
        };
        return new IterationBudget(
            rollout.Arm, (long)rollout.TokensPerProblem * problems, rollout.AttemptsPerGrant, rollout.RefinementsPerCritique, firstCritique);
    }

    private static ExplorationSpec Training(RunSpec spec, Stage stage, Problem problem, int version)
    {
        var rollout = spec.Recipe.Rollout;
        return Exploration(spec, stage, problem, rollout.Arm, version,
            rollout.Arm == Arm.Critique ? CriticVersion(spec, version) : ExplorationSpec.NoCritic,
            new SamplingOptions(rollout.Temperature, rollout.TopP, rollout.TopK, rollout.MaxTokens), rollout.Attempts);
    }

    /// <summary>A critic that learns is published together with the policy, and counts with it.</summary>
    private static int CriticVersion(RunSpec spec, int policyVersion) =>
        spec.Recipe.Critic.Train == CriticTraining.Off ? spec.CriticVersion : policyVersion;

    /// <summary>Measured without nucleus or candidate limits, so that the figures compare across recipes.</summary>
    private static ExplorationSpec Evaluation(RunSpec spec, Stage stage, Problem problem) =>
        Exploration(spec, stage, problem, Arm.Vanilla, stage.PolicyVersion, ExplorationSpec.NoCritic,
            new SamplingOptions(spec.Recipe.Evaluation.Temperature, 1, 0, spec.Recipe.Rollout.MaxTokens), spec.Recipe.Evaluation.Samples);

    private static ExplorationSpec Exploration(
        RunSpec spec, Stage stage, Problem problem, Arm arm, int policyVersion, int criticVersion, SamplingOptions sampling, int attempts) => new(
        ExplorationSpec.IdOf(stage.Iteration, stage.Purpose, problem.Id), stage.Iteration, stage.Purpose, problem, arm,
        policyVersion, criticVersion, spec.Recipe.Seed, sampling, attempts, spec.Recipe.Rollout.Refinement,
        spec.Recipe.Rollout.RefinementsPerCritique, spec.Recipe.Critic.MaxTokens);
}
