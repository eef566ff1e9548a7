using CritiqueCluster.Core.Models.Safetensors;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Node.Tests.Reports;

namespace CritiqueCluster.Node.Tests.Parameters;

/// <summary>A test with nodes that give parameters to each other over HTTP on this machine.</summary>
public abstract class BroadcastTest(BroadcastFixture fixture) : IClassFixture<BroadcastFixture>, IAsyncDisposable
{
    protected const string Weights = SafetensorsCheckpoint.SingleFile;

    private readonly TemporaryFolder _folder = new();
    private readonly List<Receiver> _nodes = [];

    protected BroadcastFixture Fixture => fixture;

    protected string Folder => _folder.Path;

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static byte[] Flipped(byte[] bytes, int at)
    {
        var flipped = bytes.ToArray();
        flipped[at] ^= 1;
        return flipped;
    }

    /// <summary>Two halves of the data in each other's place.</summary>
    private protected static byte[] Exchanged(byte[] bytes)
    {
        var half = bytes.Length / 3;
        return [.. bytes[..half], .. bytes[(2 * half)..], .. bytes[half..(2 * half)]];
    }

    private protected static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private protected static Uri At(Receiver node, int step) => new(node.Server.Address, $"parameters/policy/{step}");

    private protected ParameterVersion Version(int step) => fixture.Steps[step - 1];

    private protected void AssertSame(int step, string folder) => Assert.All(
        Directory.GetFiles(fixture.Folders[step - 1]), file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(folder, Path.GetFileName(file)))));

    private protected async Task<Receiver> LearnerAsync(params int[] steps)
    {
        var learner = await StartAsync();
        foreach (var step in steps)
            learner.Server.Offer(Version(step), fixture.Folders[step - 1]);
        return learner;
    }

    private protected async Task<Receiver> StartAsync(string? folder = null, Mangler? mangler = null, int retryAfter = 1)
    {
        var node = await Receiver.StartAsync(folder ?? Path.Combine(_folder.Path, $"node{_nodes.Count}"), mangler: mangler, retryAfter: retryAfter);
        _nodes.Add(node);
        return node;
    }
}
