using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Models;

namespace CritiqueCluster.Core.Tests.Generation;

/// <summary>What tests of the generator share: a small model, generators of it, and groups that nothing ends but their length.</summary>
public abstract class GeneratorTest : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected GeneratorTest() => Model = SmallModel.Create(_folder);

    private protected LanguageModel Model { get; }

    public void Dispose()
    {
        Model.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Core.Generation.Generator Generator(int slots, IEnumerable<int>? lineBreaks = null) =>
        new(Model.Transformer, slots, 96, Model.Tokenizer.VocabularySize, [-1], deterministic: true, lineBreaks?.ToHashSet());

    private protected static PromptGroup Group(string id, int[] prompt, int members, int maxTokens) => new(
        id, prompt, [], [.. Enumerable.Range(0, members).Select(i => new GroupMember(i, SplitMix64.Hash(id) + (ulong)i))],
        new SamplingOptions(1, 1, 0, maxTokens));
}
