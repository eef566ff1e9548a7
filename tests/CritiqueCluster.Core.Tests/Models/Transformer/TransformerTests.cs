using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Models;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Models.Transformer;

public sealed class TransformerTests
{
    [SkippableFact]
    public void Should_continue_a_story_in_English_with_a_real_checkpoint()
    {
        using var model = LanguageModel.Load(SharedModels.Folder("models/tinystories-656k"), CPU, trainable: false);
        using var generator = new Core.Generation.Generator(
            model.Transformer, 8, 128, model.Tokenizer.VocabularySize, model.Folder.EndOfSequence, deterministic: true);
        var prompt = model.Tokenizer.Encode("Once upon a time", addSpecialTokens: true);
        generator.Submit(new PromptGroup("story", prompt, [], [new GroupMember(0, 1)], new SamplingOptions(0, 1, 0, 60)));

        var story = Run(generator).Single();

        var text = model.Tokenizer.Decode(story.Tokens);
        string[] common = ["a", "the", "in", "with", "her", "his", "and", "to", "was", "named", "little", "she", "he", "it", "one", "day"];
        var words = text.Split([' ', ',', '.', '\n', '!', '"'], StringSplitOptions.RemoveEmptyEntries).Select(w => w.ToLowerInvariant()).ToList();
        Assert.True(words.Count(common.Contains) > words.Count / 4, $"not a story: {text}");
        Assert.Contains("little", words);
    }

    [SkippableFact]
    public void Should_write_a_real_checkpoint_with_the_same_tensors()
    {
        using var folder = new TemporaryFolder();
        using var model = LanguageModel.Load(SharedModels.Folder("models/tinystories-656k"), CPU, trainable: false);

        var hash = model.Save(Path.Combine(folder.Path, "again"));

        Assert.Equal(model.Folder.Hash, hash);
        using var again = ModelFolder.Open(Path.Combine(folder.Path, "again"));
        Assert.Equal(model.Folder.Hash, again.Hash);
    }

    [Fact]
    public void Should_decode_step_by_step_what_the_whole_forward_pass_gives()
    {
        using var folder = new TemporaryFolder();
        using var model = SmallModel.Create(folder);
        using var generator = new Core.Generation.Generator(model.Transformer, 8, 96, model.Tokenizer.VocabularySize, [-1], deterministic: true);
        int[] prompt = [3, 14, 15, 92, 65, 35, 89, 79, 32, 38, 46, 26, 43, 38, 32, 79, 50, 28];
        generator.Submit(new PromptGroup("p", prompt, [], [new GroupMember(0, 7)], new SamplingOptions(1, 1, 0, 12)));

        var sequence = Run(generator).Single();

        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var tokens = prompt.Concat(sequence.Tokens).Select(t => (long)t).ToArray();
        var logits = model.Transformer.Logits(model.Transformer.Hidden(tensor(tokens).view(1, -1)));
        var expected = logits.narrow(2, 0, model.Tokenizer.VocabularySize).log_softmax(-1);
        for (var i = 0; i < sequence.Tokens.Length; i++)
            Close.Equal(expected[0, prompt.Length - 1 + i, sequence.Tokens[i]].item<float>(), sequence.LogProbabilities[i], Tolerance.Model);
    }

    [Fact]
    public void Should_not_see_tokens_that_come_later()
    {
        using var folder = new TemporaryFolder();
        using var model = SmallModel.Create(folder);
        using var _ = no_grad();
        using var scope = NewDisposeScope();

        var one = model.Transformer.Hidden(tensor(new long[] { 5, 6, 7, 8, 9 }).view(1, 5));
        var other = model.Transformer.Hidden(tensor(new long[] { 5, 6, 7, 100, 101 }).view(1, 5));

        Close.Equal(one.narrow(1, 0, 3).contiguous().data<float>(), other.narrow(1, 0, 3).contiguous().data<float>(), Tolerance.Model);
        Assert.True((one - other).narrow(1, 3, 1).abs().max().item<float>() > 0.1);
    }

    [Fact]
    public void Should_refuse_an_architecture_that_it_cannot_compute()
    {
        using var folder = new TemporaryFolder();
        using var model = SmallModel.Create(folder);

        var error = Assert.Throws<ConfigurationException>(
            () => new Core.Models.Transformer.Transformer(model.Config with { AttentionBias = true }, model.Parameters));

        Assert.Contains("Llama family", error.Message, StringComparison.Ordinal);
    }

    internal static List<FinishedSequence> Run(Core.Generation.Generator generator)
    {
        var finished = new List<FinishedSequence>();
        while (generator.Active > 0)
            finished.AddRange(generator.Step());
        return finished;
    }
}
