using System.Text.Json;

using CritiqueCluster.Core;
using CritiqueCluster.Core.Files;
using CritiqueCluster.Node.Control;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Nodes;

/// <summary>Stands in the folder of a run that a learner was handed, so that the learner goes on with it when it is started again.</summary>
/// <param name="IsResumed">It was handed over to go on after a stop, and has not gone on yet: that its journal says stopped means nothing.</param>
internal sealed record HandedRun(bool IsResumed)
{
    public static string FileOf(RunFolder folder) => folder.In("submitted.json");

    /// <summary>The newest that has no report.</summary>
    public static RunFolder? NewestUnfinished() =>
        RunFolder.All().Where(folder => File.Exists(FileOf(folder)) && !File.Exists(folder.ReportJson)).MaxBy(folder => File.GetLastWriteTimeUtc(FileOf(folder)));

    /// <exception cref="EnvironmentException">It is damaged.</exception>
    public static HandedRun Read(RunFolder folder)
    {
        try
        {
            return ControlJson.Read<HandedRun>(File.ReadAllText(FileOf(folder)));
        }
        catch (JsonException e)
        {
            throw new EnvironmentException($"{FileOf(folder)} cannot be read: {e.Message}", e);
        }
    }

    public void Write(RunFolder folder) => DurableFile.Write(FileOf(folder), ControlJson.Write(this));

    /// <summary>The learner does not go on with it by itself.</summary>
    public static void Forget(RunFolder folder) => File.Delete(FileOf(folder));
}
