using System.Globalization;

using static CritiqueCluster.Core.Recipes.RecipeValidation;

namespace CritiqueCluster.Core.Recipes;

/// <summary>Settings of the learner that do not go together, or not with how attempts are sampled.</summary>
internal static class LearnerValidation
{
    /// <exception cref="ConfigurationException">Names the first settings that do not go together, and what would.</exception>
    public static void Validate(Recipe recipe)
    {
        if (recipe.Learner.Objective == LearnerObjective.Likelihood)
            Likelihood(recipe.Learner);
        else
            PolicyGradient(recipe.Learner, recipe.Rollout);
    }

    private static void Likelihood(LearnerOptions learner)
    {
        Require(learner.Filter != LearnerFilter.All,
            "Learner.Filter is All, but Learner.Objective is Likelihood: it would learn to repeat wrong attempts. Use --set Learner.Filter=Correct or --set Learner.Objective=Grpo.");
        Require(learner.EntropyBonus == 0,
            $"Learner.EntropyBonus is {Show(learner.EntropyBonus)}, but Learner.Objective is Likelihood: only a policy gradient has one. Use --set Learner.EntropyBonus=0 or --set Learner.Objective=Grpo.");
        Require(!learner.StepAdvantages,
            "Learner.StepAdvantages is true, but Learner.Objective is Likelihood: it learns from right attempts, and has no blame to place. Use --set Learner.StepAdvantages=false or --set Learner.Objective=Grpo.");
    }

    private static void PolicyGradient(LearnerOptions learner, RolloutOptions rollout)
    {
        Require(learner.Filter == LearnerFilter.All,
            $"Learner.Filter is {learner.Filter}, but Learner.Objective is {learner.Objective}: a policy gradient weighs right attempts against wrong ones. Use --set Learner.Filter=All.");
        Require(learner.Start == LearnerStart.Last,
            $"Learner.Start is {learner.Start}, but Learner.Objective is {learner.Objective}: a policy gradient goes on from the parameters that sampled the attempts. Use --set Learner.Start=Last.");
        Require(rollout.TopP >= 1 && rollout.TopK == 0,
            $"Rollout.TopP is {Show(rollout.TopP)} and Rollout.TopK {rollout.TopK}, but Learner.Objective is {learner.Objective}: a policy gradient needs attempts that were sampled from the whole distribution. Use Rollout.TopP=1 and Rollout.TopK=0, or --set Learner.Objective=Likelihood.");
        Require(learner.ClipCov.Low < learner.ClipCov.High,
            $"Learner.ClipCov.Low is {Show(learner.ClipCov.Low)}, but must be below Learner.ClipCov.High, which is {Show(learner.ClipCov.High)}.");
        Critiques(learner, rollout);
    }

    /// <summary>What is learned from critiques needs some.</summary>
    private static void Critiques(LearnerOptions learner, RolloutOptions rollout)
    {
        Require(!learner.StepAdvantages || rollout.Arm == Arm.Critique,
            $"Learner.StepAdvantages is true, but Rollout.Arm is {rollout.Arm}: there are no critiques that name a wrong step. Use --set Rollout.Arm=Critique or --set Learner.StepAdvantages=false.");
        if (learner.Objective != LearnerObjective.CritiqueGrpo)
            return;
        Require(rollout.Arm == Arm.Critique,
            $"Learner.Objective is CritiqueGrpo, but Rollout.Arm is {rollout.Arm}: there are no refinements to learn from. Use --set Rollout.Arm=Critique or --set Learner.Objective=Grpo.");
        Require(!learner.Grpo.Refinements,
            "Learner.Grpo.Refinements is true, but Learner.Objective is CritiqueGrpo: it takes one refinement into a group by itself. Use --set Learner.Grpo.Refinements=false or --set Learner.Objective=Grpo.");
    }

    private static string Show(double value) => value.ToString(CultureInfo.InvariantCulture);
}
