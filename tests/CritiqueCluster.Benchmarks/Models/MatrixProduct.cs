using static TorchSharp.torch;

namespace CritiqueCluster.Benchmarks.Models;

/// <summary>The rate of a large fp32 matrix product in this process: what model computation is measured against.</summary>
internal sealed class MatrixProduct : IDisposable
{
    private const int Size = 2048;
    private const int Products = 4;

    private readonly Tensor _left = randn(Size, Size);
    private readonly Tensor _right = randn(Size, Size);

    /// <summary>Computes some products.</summary>
    /// <returns>Floating-point operations done: 2·n³ a product.</returns>
    public double Run()
    {
        using var _ = inference_mode();
        for (var i = 0; i < Products; i++)
            _left.mm(_right).Dispose();
        return Products * 2.0 * Size * Size * Size;
    }

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
    }
}
