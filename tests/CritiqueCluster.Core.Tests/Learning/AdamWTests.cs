using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Models.Transformer;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Learning;

public sealed class AdamWTests
{
    [Fact]
    public void Should_step_as_the_library_does()
    {
        using var own = new ParameterSet([new("matrix", [3, 4])], CPU, trainable: true);
        using var scope = NewDisposeScope();
        using (no_grad())
            own.Values.copy_(arange(12, dtype: ScalarType.Float32) / 7 - 0.5f);
        var theirs = new TorchSharp.Modules.Parameter(own["matrix"].detach().clone());
        using var library = optim.AdamW([theirs], lr: 0.03, beta1: 0.9, beta2: 0.95, eps: 1e-8, weight_decay: 0.1);
        using var optimizer = new AdamW(own, 0.9, 0.95, 0.1);

        for (var step = 0; step < 5; step++)
        {
            library.zero_grad();
            Loss(theirs).backward();
            library.step();
            Loss(own["matrix"]).backward();
            optimizer.Step(0.03, clipNorm: 0);
        }

        Close.Equal(theirs.data<float>(), own["matrix"].data<float>(), Tolerance.Single);

        static Tensor Loss(Tensor x) => ((x - 0.3f).pow(2) * arange(12, dtype: ScalarType.Float32).view(3, 4)).sum();
    }

    [Fact]
    public void Should_clip_to_the_global_norm_and_clear_gradients()
    {
        using var parameters = new ParameterSet([new("a", [2]), new("b", [1, 1])], CPU, trainable: true);
        using var optimizer = new AdamW(parameters, 0, 0, 0);
        using (no_grad())
            parameters.Gradients!.copy_(tensor(new[] { 3f, 0f, 4f }));

        var norm = optimizer.Step(0, clipNorm: 1);

        Close.Equal(5, norm, Tolerance.Single);
        Close.Equal(0.6, optimizer.First[0].item<float>(), Tolerance.Single);
        Assert.Equal(0, parameters.Gradients!.abs().sum().item<float>());
    }

    [Fact]
    public void Should_not_decay_norms()
    {
        using var parameters = new ParameterSet([new("norm", [2]), new("matrix", [1, 2])], CPU, trainable: true);
        using (no_grad())
            parameters.Values.fill_(1);
        using var optimizer = new AdamW(parameters, 0.9, 0.95, 0.5);

        optimizer.Step(0.1, clipNorm: 0);

        Close.Equal([1f, 1f, 0.95f, 0.95f], parameters.Values.data<float>(), Tolerance.Single);
    }

    [Fact]
    public void Should_go_on_from_saved_state()
    {
        using var parameters = new ParameterSet([new("matrix", [2, 2])], CPU, trainable: true);
        using var optimizer = new AdamW(parameters, 0.9, 0.95, 0);
        using (no_grad())
            parameters.Gradients!.fill_(2);
        optimizer.Step(0.1, 0);
        using var other = new AdamW(parameters, 0.9, 0.95, 0);

        other.Restore(optimizer.Save(), optimizer.Steps);

        Assert.True(other.First.equal(optimizer.First).all().item<bool>());
        Assert.True(other.Second.equal(optimizer.Second).all().item<bool>());
        Assert.Throws<ArgumentException>(() => other.Restore(new byte[7], 1));
    }
}
