using System.Globalization;

using CritiqueCluster.Core.Files;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Replay;

/// <summary>
/// What the learner knew when an iteration began whose predecessors were removed from the journal: a checkpoint with its parameters, from
/// which a replay begins. They lie in the run folder under <c>snapshots</c>.
/// </summary>
internal sealed class Snapshots(RunFolder run)
{
    private string Root => run.In("snapshots");

    /// <summary>The iteration that a replay can begin with; 0 where nothing was removed.</summary>
    public int Newest => Folders().Select(IterationOf).DefaultIfEmpty(0).Max();

    /// <summary>Keeps a learner's newest checkpoint, if it has folded exactly the iterations before one.</summary>
    public void Keep(ILearner learner, int before)
    {
        if (learner.Iterations != before)
            return;
        ParameterVersion[] versions = [.. new[] { learner.Version, learner.Critic }.OfType<ParameterVersion>()];
        var scratch = Path.GetFullPath(Path.Combine(learner.FolderOf(before), "..", "..", ".."));
        var checkpoint = NameOf(before);
        DurableFolder.EnsureExists(Root);
        DurableFolder.Write(Path.Combine(Root, checkpoint), folder =>
        {
            Copy(Path.Combine(scratch, "checkpoints", checkpoint), Path.Combine(folder, "checkpoints", checkpoint));
            foreach (var version in versions)
                Copy(learner.FolderOf(version.Step, version.Model), Path.Combine(folder, "parameters", version.Model, version.FolderName));
        });
    }

    /// <summary>Gives the newest snapshot to a learner that is to begin with it.</summary>
    /// <param name="scratch">The folder that the learner will find it in.</param>
    public void Restore(string scratch)
    {
        if (Newest > 0)
            Copy(Path.Combine(Root, NameOf(Newest)), scratch);
    }

    /// <summary>Removes the snapshots that a newer one has made useless.</summary>
    public void RemoveBefore(int iteration)
    {
        foreach (var folder in Folders().Where(folder => IterationOf(folder) < iteration))
            Directory.Delete(folder, recursive: true);
    }

    private IEnumerable<string> Folders() => Directory.Exists(Root)
        ? Directory.GetDirectories(Root).Where(folder => IterationOf(folder) > 0)
        : [];

    private static int IterationOf(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var iteration) ? iteration : 0;

    private static string NameOf(int iterations) => iterations.ToString("D6", CultureInfo.InvariantCulture);

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)), overwrite: true);
    }
}
