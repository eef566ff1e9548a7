using System.Globalization;

using CritiqueCluster.Actors.Hosting;

namespace CritiqueCluster.Node.Control;

/// <summary>Work that waits for nodes that are not there.</summary>
internal static class MissingWorkers
{
    /// <summary>What waits, by its kind, in words.</summary>
    public static IEnumerable<(string Kind, string Text)> Of(ClusterStatus status) =>
        from work in status.Work
        where work.Queued > 0 && work.Workers.Count == 0
        select (work.Kind, string.Create(CultureInfo.InvariantCulture,
            $"{work.Queued} {work.Kind} request(s) wait, and no node has that role: start one with `critique node --roles {work.Kind} --join …`"));
}
