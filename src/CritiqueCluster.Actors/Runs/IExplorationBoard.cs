using CritiqueCluster.Actors.Messages;

namespace CritiqueCluster.Actors.Runs;

/// <summary>What a run knows of its open explorations from their reports. Held in memory only; a recovered run asks all of them again.</summary>
internal interface IExplorationBoard
{
    /// <summary>Open explorations.</summary>
    int Total { get; }

    /// <summary>Those that nothing is waited for from.</summary>
    int Done { get; }

    /// <summary>The newest report of every open exploration that has reported.</summary>
    IReadOnlyCollection<ExplorationReport> Reports { get; }

    /// <summary>What to send now so that at most <paramref name="window"/> explorations are being waited for.</summary>
    IReadOnlyList<IForExploration> Fill(int window);

    /// <summary>What to send again to those that are waited for.</summary>
    IReadOnlyList<IForExploration> Again();

    /// <summary>Takes a report; returns what to tell the exploration next, if anything.</summary>
    IForExploration? Take(ExplorationReport report);
}
