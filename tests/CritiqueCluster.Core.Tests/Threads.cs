using TorchSharp;

namespace CritiqueCluster.Core.Tests;

/// <summary>So many threads of libtorch for what is made on this thread, as long as it lives.</summary>
internal sealed class Threads : IDisposable
{
    private readonly int _before = torch.get_num_threads();

    public Threads(int count) => torch.set_num_threads(count);

    public void Dispose() => torch.set_num_threads(_before);
}
