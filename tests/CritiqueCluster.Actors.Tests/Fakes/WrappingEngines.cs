using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>An engine some of whose requests wait for somebody else, or whose steps throw.</summary>
internal sealed class WaitingEngine(IEngine<RolloutRequest, RolloutResult> inner) : IEngine<RolloutRequest, RolloutResult>
{
    public int Waiting { get; init; }

    public Exception? Thrown { get; init; }

    public int FreeSlots => inner.FreeSlots;

    public int Slots => inner.Slots;

    public int Active => inner.Active;

    public long GeneratedTokens => inner.GeneratedTokens;

    public ParameterVersion? Version => inner.Version;

    public void Load(ParameterVersion version, string folder) => inner.Load(version, folder);

    public void Submit(RolloutRequest request) => inner.Submit(request);

    public void Cancel(string requestId) => inner.Cancel(requestId);

    public IReadOnlyList<RolloutResult> Step() => Thrown is null ? inner.Step() : throw Thrown;

    public void Dispose() => inner.Dispose();
}

/// <summary>An engine that counts its steps.</summary>
internal sealed class CountingEngine(IEngine<RolloutRequest, RolloutResult> inner) : IEngine<RolloutRequest, RolloutResult>
{
    public int Steps { get; private set; }

    public int FreeSlots => inner.FreeSlots;

    public int Slots => inner.Slots;

    public int Active => inner.Active;

    public long GeneratedTokens => inner.GeneratedTokens;

    public ParameterVersion? Version => inner.Version;

    public TimeSpan Pause => inner.Pause;

    public void Load(ParameterVersion version, string folder) => inner.Load(version, folder);

    public void Submit(RolloutRequest request) => inner.Submit(request);

    public void Cancel(string requestId) => inner.Cancel(requestId);

    public IReadOnlyList<RolloutResult> Step()
    {
        Steps++;
        return inner.Step();
    }

    public void Dispose() => inner.Dispose();
}
