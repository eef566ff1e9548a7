using CritiqueCluster.Core.Models.Safetensors;
using CritiqueCluster.Core.Parameters;
using static TorchSharp.torch;

namespace CritiqueCluster.Core.Tests.Models.Safetensors;

public sealed class TorchTensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Should_give_back_the_tensor_that_was_written(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var tensor = arange(-6, 6, dtype: ScalarType.Float32).div(7).reshape(3, 4).to(type);
        using var source = new TorchTensorSource(new Dictionary<string, Tensor> { ["w"] = tensor });
        SafetensorsWriter.Write(_folder["x"], source);

        using var file = SafetensorsFile.Open(_folder["x"]);
        var again = TorchTensors.Load(file, "w");

        Assert.Equal(type, again.dtype);
        Assert.True(tensor.eq(again).all().item<bool>());
    }

    [Fact]
    public void Should_write_transposed_tensors_row_by_row_and_convert_on_request()
    {
        using var scope = NewDisposeScope();
        var tensor = arange(6, dtype: ScalarType.Float32).reshape(2, 3).t();
        tensor.requires_grad_(true);
        using var source = new TorchTensorSource(new Dictionary<string, Tensor> { ["w"] = tensor }, TensorType.BF16);

        Assert.Equal("BF16 [3, 2]", source.Tensors["w"].ToString());
        Assert.Equal([0f, 3f, 1f, 4f, 2f, 5f], TorchTensors.Load(source, "w").to(ScalarType.Float32).data<float>().ToArray());
        Assert.Equal(source.ReadAll("w")[1..5], Part(source, 1, 4));
    }

    [Fact]
    public void Should_fill_an_existing_tensor_of_another_type()
    {
        using var scope = NewDisposeScope();
        var target = zeros(2, 2, dtype: ScalarType.Float32, requires_grad: true);
        using var source = new TorchTensorSource(
            new Dictionary<string, Tensor> { ["w"] = ones(2, 2, dtype: ScalarType.BFloat16), ["v"] = ones(3) });

        TorchTensors.LoadInto(source, "w", target);

        Assert.Equal([1f, 1f, 1f, 1f], target.detach().data<float>().ToArray());
        Assert.Throws<ArgumentException>(() => TorchTensors.LoadInto(source, "v", target));
    }

    [Fact]
    public void Should_hash_tensors_of_libtorch_as_their_file()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        using var source = new TorchTensorSource(new Dictionary<string, Tensor> { ["b"] = randn(1000, 7, generator: generator), ["a"] = ones(3) });
        SafetensorsWriter.Write(_folder["x"], source);

        using var file = SafetensorsFile.Open(_folder["x"]);

        Assert.Equal(ParameterHash.Of(file), ParameterHash.Of(source));
    }

    [Fact]
    public void Should_leave_no_tensor_behind()
    {
        using var kept = ones(64, 64);
        var before = TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var i = 0; i < 20; i++)
        {
            using var source = new TorchTensorSource(new Dictionary<string, Tensor> { ["w"] = kept }, TensorType.BF16);
            TorchTensors.LoadInto(source, "w", kept);
            _ = ParameterHash.Of(source);
        }

        Assert.Equal(before, TorchSharp.DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static byte[] Part(TorchTensorSource source, long offset, int length)
    {
        var bytes = new byte[length];
        source.Read("w", offset, bytes);
        return bytes;
    }
}
