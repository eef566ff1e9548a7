using CritiqueCluster.Core.Exploration;

using Spectre.Console;

namespace CritiqueCluster.Node.Explorations;

/// <summary>Shows requests that were quarantined, a line each.</summary>
internal static class QuarantineView
{
    public static void Show(IAnsiConsole console, IReadOnlyCollection<QuarantinedRequest> requests)
    {
        if (requests.Count == 0)
            return;
        console.WriteLine("quarantined requests:");
        foreach (var request in requests)
            console.WriteLine($"  {request.RequestId}: {request.Reason.ReplaceLineEndings(" ")}");
    }
}
