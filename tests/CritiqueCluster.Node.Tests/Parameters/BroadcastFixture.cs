using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Tests.Parameters;
using CritiqueCluster.Node.Engines;
using CritiqueCluster.Node.Tests.Reports;

namespace CritiqueCluster.Node.Tests.Parameters;

/// <summary>The embedded policy, and versions after it in which one element of a hundred is another.</summary>
public sealed class BroadcastFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public BroadcastFixture()
    {
        using var image = ModelFolder.Open(ModelSource.Folder("policy", EmbeddedModels.Name));
        for (var step = 1; step <= 4; step++)
        {
            Folders.Add(Path.Combine(_folder.Path, $"v{step}"));
            Steps.Add(Versions.Write(image, Folders[^1], Versions.Changed(image.Parameters, 0.01 * step, seed: 7), step));
        }
        Bytes = Directory.GetFiles(Folders[0]).Sum(file => new FileInfo(file).Length);
    }

    /// <summary>Versions 1 to 4.</summary>
    public List<ParameterVersion> Steps { get; } = [];

    /// <summary>Where they lie.</summary>
    public List<string> Folders { get; } = [];

    /// <summary>Size of one.</summary>
    public long Bytes { get; }

    public void Dispose() => _folder.Dispose();
}
