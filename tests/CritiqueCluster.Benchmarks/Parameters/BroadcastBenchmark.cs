using System.Diagnostics;

using CritiqueCluster.Actors.Parameters;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Safetensors;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Node.Parameters;

namespace CritiqueCluster.Benchmarks.Parameters;

/// <summary>
/// Parameters from node to node on this machine. Limits: a plain HTTP download of the same weights into a file, nothing checked; copying
/// the same bytes in memory.
/// </summary>
internal sealed class BroadcastBenchmark : IDisposable
{
    private const double Changed = 0.01;
    private const int LargeLayers = 8;
    private const int SmallLayers = 1;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("critique-benchmark-");
    private int _names;

    public void Run(TextWriter output, int repetitions)
    {
        var (from, to) = (RandomModel.Tensors(LargeLayers), RandomModel.Tensors(LargeLayers, Changed));
        Deltas(from, to, output, repetitions);
        var (old, current) = (Write(from, LargeLayers, 1), Write(to, LargeLayers, 2));
        DownloadsAsync(old, current, output, repetitions).GetAwaiter().GetResult();
        SpreadAsync(Write(RandomModel.Tensors(SmallLayers), SmallLayers, 1), output, repetitions).GetAwaiter().GetResult();
    }

    public void Dispose() => _root.Delete(recursive: true);

    private static void Deltas(BytesTensorSource from, BytesTensorSource to, TextWriter output, int repetitions)
    {
        var bytes = to.Tensors.Values.Sum(tensor => (double)tensor.Bytes);
        ParameterVersion before = new("policy", 1, ParameterHash.Of(from)), after = new("policy", 2, ParameterHash.Of(to));
        using var written = new MemoryStream();
        DeltaWriter.TryWrite(written, before, from, after, to);
        var (delta, copy) = (written.ToArray(), new byte[(int)to.Tensors.Values.Max(tensor => tensor.Bytes)]);
        output.WriteLine(FormattableString.Invariant(
            $"broadcast: {bytes / 1e6:0} MB of BF16, {Changed:P0} of the elements changed: a delta of {delta.Length / bytes:P2} of the bytes"));
        new Comparison("MB/s", repetitions)
            .Add("memory copied by one thread (limit)", () => to.Tensors.Keys.Sum(name => Copy(to, name, copy)) / 1e6)
            .Add("delta applied and verified, one thread", () => Apply(delta, from) / 1e6)
            .Add("the same with the version's SHA-256, one thread", () => ApplyAndHash(delta, from) / 1e6)
            .Add("SHA-256 of the version alone, one thread", () => ParameterHash.Of(to).Length > 0 ? bytes / 1e6 : 0)
            .Add("delta made, one thread", () => DeltaWriter.TryWrite(new MemoryStream(delta.Length), before, from, after, to) ? bytes / 1e6 : 0)
            .Run(output);
    }

    private async Task DownloadsAsync(HeldVersion old, HeldVersion current, TextWriter output, int repetitions)
    {
        var bytes = (await current.Manifest.Value).Bytes;
        await using var learner = await LoopbackNode.StartAsync(NewFolder());
        learner.Server.Offer(old.Version, old.Folder);
        var at = learner.Server.Offer(current.Version, current.Folder);
        await learner.Library.Find("policy", 2)!.Manifest.Value;
        await using var plain = await PlainDownload.StartAsync(current.Folder);
        output.WriteLine(FormattableString.Invariant($"one node fetches {bytes / 1e6:0} MB over loopback, {Environment.ProcessorCount} cores"));
        new Comparison("MB/s", repetitions)
            .AddPrepared("plain HTTP download into a file (limit)", () => Emptied(folder => plain.Run(folder) / 1e6))
            .AddPrepared("full version, every tensor and the whole verified", () => Fetch(current, at, null, bytes))
            .AddPrepared("delta, applied, every tensor and the whole verified", () => Fetch(current, at, old, bytes))
            .Run(output);
    }

    /// <summary>Time until the last of so many nodes has a version that all begin to fetch at once, each server giving to two at a time.</summary>
    private async Task SpreadAsync(HeldVersion version, TextWriter output, int repetitions)
    {
        var bytes = (await version.Manifest.Value).Bytes;
        output.WriteLine(FormattableString.Invariant($"many nodes in one process fetch {bytes / 1e6:0} MB, two downloads at once of each server"));
        foreach (var count in new[] { 1, 2, 4, 8, 16 })
        {
            var (seconds, shares) = (new List<double>(), new List<double>());
            for (var repetition = 0; repetition < Math.Max(1, repetitions / 2); repetition++)
            {
                await using var learner = await LoopbackNode.StartAsync(NewFolder());
                var at = learner.Server.Offer(version.Version, version.Folder);
                await learner.Library.Find("policy", 1)!.Manifest.Value;
                seconds.Add(await SpreadAsync(version.Version, at, count));
                shares.Add(learner.Server.BytesSent / (double)bytes);
            }
            seconds.Sort();
            output.WriteLine(FormattableString.Invariant(
                $"  {count,2} nodes: {seconds[seconds.Count / 2],6:0.00} s ({seconds[0]:0.00} to {seconds[^1]:0.00}), {count * bytes / 1e6 / seconds[seconds.Count / 2]:0} MB/s in all; the learner gave {shares.Average():0.0} versions itself"));
        }
    }

    private async Task<double> SpreadAsync(ParameterVersion version, Uri at, int count)
    {
        var nodes = new List<LoopbackNode>();
        for (var i = 0; i < count; i++)
            nodes.Add(await LoopbackNode.StartAsync(NewFolder()));
        var locations = nodes.Select(_ => new ParameterLocations(at)).ToList();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(nodes.Select(async (node, i) =>
        {
            var folder = await node.Fetcher.FetchAsync(version, locations[i], CancellationToken.None);
            var here = node.Server.Offer(version, folder);
            locations.ForEach(others => others.Add(here));
        }));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (var node in nodes)
            await node.DisposeAsync();
        return seconds;
    }

    private Func<double> Fetch(HeldVersion version, Uri at, HeldVersion? basis, long bytes) => Emptied(folder =>
    {
        var node = LoopbackNode.StartAsync(folder).GetAwaiter().GetResult();
        if (basis is not null)
            node.Library.Add(basis.Version, basis.Folder).Manifest.Value.Wait();
        node.Fetcher.FetchAsync(version.Version, new ParameterLocations(at), CancellationToken.None).GetAwaiter().GetResult();
        node.DisposeAsync().AsTask().Wait();
        return bytes / 1e6;
    });

    /// <summary>Work into a new folder; what the work before left is deleted while nothing is measured.</summary>
    private Func<double> Emptied(Func<string, double> work)
    {
        foreach (var old in _root.GetDirectories("node*"))
            old.Delete(recursive: true);
        var folder = NewFolder();
        return () => work(folder);
    }

    private HeldVersion Write(BytesTensorSource tensors, int layers, int step)
    {
        var folder = Path.Combine(_root.FullName, $"model-{layers}-{step}");
        ModelFolder.Write(folder, RandomModel.Config(layers), tensors, _ => { });
        using var opened = ModelFolder.Open(folder);
        var version = new ParameterVersion("policy", step, opened.Hash);
        return new HeldVersion(version, folder, new(Task.FromResult(ParameterManifest.Of(version, opened))));
    }

    private static double Copy(BytesTensorSource tensors, string name, byte[] to)
    {
        var bytes = (int)tensors.Tensors[name].Bytes;
        tensors.Read(name, 0, to.AsSpan(0, bytes));
        return bytes;
    }

    private static double Apply(byte[] delta, BytesTensorSource basis)
    {
        using var file = new DeltaFile(new MemoryStream(delta));
        var bytes = 0L;
        foreach (var name in basis.Tensors.Keys)
            file.Apply(name, basis, chunk => bytes += chunk.Length);
        return bytes;
    }

    private static double ApplyAndHash(byte[] delta, BytesTensorSource basis)
    {
        using var file = new DeltaFile(new MemoryStream(delta));
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        var bytes = 0L;
        foreach (var name in basis.Tensors.Keys)
            file.Apply(name, basis, chunk =>
            {
                hash.AppendData(chunk);
                bytes += chunk.Length;
            });
        return bytes;
    }

    private string NewFolder() => _root.CreateSubdirectory($"node{_names++}").FullName;
}
