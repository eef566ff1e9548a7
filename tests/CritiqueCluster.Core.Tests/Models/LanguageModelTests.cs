using CritiqueCluster.Core.Models;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Models;

public sealed class LanguageModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LanguageModel _model;

    public LanguageModelTests() => _model = SmallModel.Create(_folder);

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Should_refuse_parameters_that_are_not_finite(float number)
    {
        Overwrite("model.layers.0.mlp.down_proj.weight", number);
        _model.Save(_folder["damaged"]);

        var error = Assert.Throws<ConfigurationException>(() => LanguageModel.Load(_folder["damaged"], CPU, trainable: false));

        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
        Assert.Contains("not finite", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_load_finite_parameters_whose_sum_is_not()
    {
        Overwrite("model.norm.weight", float.MaxValue);
        _model.Save(_folder["large"]);

        using var loaded = LanguageModel.Load(_folder["large"], CPU, trainable: false);

        Assert.True(loaded.Parameters.Values.allclose(_model.Parameters.Values, 0, 0));
    }

    private void Overwrite(string name, float number)
    {
        using var _ = no_grad();
        _model.Parameters[name].fill_(number);
    }
}
