using CritiqueCluster.Core;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models.Tokenizers;
using CritiqueCluster.Core.Pretraining;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Benchmarks.Models;

/// <summary>Batches as the learner makes them, of the default recipe's problems with their solutions.</summary>
internal static class SupervisedBatches
{
    /// <param name="steps">How many.</param>
    /// <param name="tokenizer">The policy's.</param>
    /// <param name="change">Makes another example of the one of a number; null: they stay.</param>
    public static IReadOnlyList<IReadOnlyList<TrainingExample>> Of(int steps, ITokenizer tokenizer, Func<TrainingExample, int, TrainingExample>? change = null)
    {
        var size = new LearnerOptions().BatchSize;
        var teacher = new CountdownTeacher(new CountdownOptions(), tokenizer);
        var random = new SplitMix64(1);
        var examples = teacher.Source.Supervised(1).Take(steps * size).Select(teacher.Solution).Select((example, i) => change?.Invoke(example, i) ?? example);
        return Batching.Epoch([.. examples], size, ref random);
    }
}
