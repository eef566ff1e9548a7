using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Safetensors;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Core.Tests.Models;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Should_write_a_real_model_out_again_with_the_same_files()
    {
        var source = SharedModels.Folder("models/tinystories-656k");
        using var model = ModelFolder.Open(source);

        model.WriteAs(_folder["again"], model.Parameters);

        using var again = ModelFolder.Open(_folder["again"]);
        Assert.Equal(model.Hash, again.Hash);
        Assert.Equal(model.Config with { Source = null, EndOfSequence = [] }, again.Config with { Source = null, EndOfSequence = [] });
        foreach (var name in (string[])["generation_config.json", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"])
            Assert.Equal(File.ReadAllBytes(Path.Combine(source, name)), File.ReadAllBytes(Path.Combine(again.Path, name)));
        using var stored = SafetensorsCheckpoint.Open(source);
        using var written = SafetensorsCheckpoint.Open(again.Path);
        Assert.Equal(ParameterHash.Of(stored), ParameterHash.Of(written));
        Assert.Equal([2], again.EndOfSequence);
        Assert.Equal("Once upon a time", again.Tokenizer.Decode(again.Tokenizer.Encode("Once upon a time")));
    }

    [SkippableFact]
    public void Should_know_a_tied_matrix_that_is_stored_under_the_heads_name()
    {
        using var model = ModelFolder.Open(SharedModels.Folder("models/tinystories-656k"));

        Assert.Equal(ParameterShapes.Of(model.Config).Keys.Order(), model.Parameters.Tensors.Keys.Order());
    }

    [Fact]
    public void Should_write_equal_models_as_equal_bytes()
    {
        var tiny = new TinyModel();
        tiny.Write(_folder["one"]);
        tiny.Write(_folder["two"]);

        foreach (var file in Directory.EnumerateFiles(_folder["one"]).Select(f => Path.GetFileName(f)))
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["one"], file)), File.ReadAllBytes(Path.Combine(_folder["two"], file)));
        Assert.Equal(5, Directory.EnumerateFiles(_folder["one"]).Count());
    }

    [Fact]
    public void Should_replace_a_folder_that_is_there()
    {
        new TinyModel { Seed = 1 }.Write(_folder["model"]);
        var first = HashOf("model");

        new TinyModel { Seed = 2 }.Write(_folder["model"]);

        Assert.NotEqual(first, HashOf("model"));
        Assert.Equal([_folder["model"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Should_leave_what_was_there_when_new_parameters_do_not_fit()
    {
        new TinyModel().Write(_folder["model"]);
        var before = HashOf("model");
        var wrong = new TinyModel { Remove = "model.norm.weight" };

        Assert.Throws<ArgumentException>(() => wrong.Write(_folder["model"]));

        Assert.Equal(before, HashOf("model"));
        Assert.Equal([_folder["model"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Should_name_a_missing_tensor()
    {
        new TinyModel { Remove = "model.layers.0.mlp.up_proj.weight" }.WriteUnchecked(_folder["model"]);

        Refused("model.layers.0.mlp.up_proj.weight", "[16, 8]");
    }

    [Fact]
    public void Should_name_an_extra_tensor()
    {
        new TinyModel { Extra = ("model.layers.7.mlp.up_proj.weight", new TensorInfo(TensorType.F32, [2, 3])) }.WriteUnchecked(_folder["model"]);

        Refused("model.layers.7.mlp.up_proj.weight", "[2, 3]");
    }

    [Fact]
    public void Should_name_a_mis_shaped_tensor_with_both_shapes()
    {
        new TinyModel { Remove = "model.norm.weight", Extra = ("model.norm.weight", new TensorInfo(TensorType.F32, [9])) }
            .WriteUnchecked(_folder["model"]);

        Refused("model.norm.weight", "[9]", "[8]");
    }

    [Fact]
    public void Should_name_a_tensor_that_is_quantised()
    {
        new TinyModel { Remove = "model.norm.weight", Extra = ("model.norm.weight", new TensorInfo(TensorType.I8, [8])) }
            .WriteUnchecked(_folder["model"]);

        Refused("model.norm.weight", "I8");
    }

    [Fact]
    public void Should_leave_out_stored_rotary_frequencies()
    {
        var name = "model.layers.0.self_attn.rotary_emb.inv_freq";
        new TinyModel { Extra = (name, new TensorInfo(TensorType.F32, [2])) }.WriteUnchecked(_folder["model"]);

        using var model = ModelFolder.Open(_folder["model"]);

        Assert.DoesNotContain(name, model.Parameters.Tensors.Keys);
    }

    [Fact]
    public void Should_accept_a_stored_head_of_a_tied_model_only_if_it_is_the_embedding()
    {
        new TinyModel { CopyEmbeddingAsHead = true }.WriteUnchecked(_folder["same"]);
        new TinyModel { Extra = (ParameterShapes.Head, new TensorInfo(TensorType.F32, [300, 8])) }.WriteUnchecked(_folder["model"]);

        using (var same = ModelFolder.Open(_folder["same"]))
            Assert.DoesNotContain(ParameterShapes.Head, same.Parameters.Tensors.Keys);
        Refused(ParameterShapes.Head, "tie_word_embeddings");
    }

    [Fact]
    public void Should_refuse_a_tokenizer_larger_than_the_vocabulary()
    {
        new TinyModel { VocabularySize = 200 }.Write(_folder["model"]);

        using var model = ModelFolder.Open(_folder["model"]);

        Assert.Contains("vocab_size", Assert.Throws<ConfigurationException>(() => model.Tokenizer).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("model.safetensors")]
    public void Should_say_which_file_is_missing(string name)
    {
        new TinyModel().Write(_folder["model"]);
        File.Delete(Path.Combine(_folder["model"], name));

        var error = Assert.Throws<EnvironmentException>(() => ModelFolder.Open(_folder["model"]));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_say_that_the_folder_is_missing() =>
        Assert.Throws<EnvironmentException>(() => ModelFolder.Open(_folder["none"]));

    private string HashOf(string name)
    {
        using var model = ModelFolder.Open(_folder[name]);
        return model.Hash;
    }

    private void Refused(params string[] named)
    {
        var error = Assert.Throws<ConfigurationException>(() => ModelFolder.Open(_folder["model"]));
        Assert.All(named, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
        Assert.Contains(_folder["model"], error.Message, StringComparison.Ordinal);
    }
}
