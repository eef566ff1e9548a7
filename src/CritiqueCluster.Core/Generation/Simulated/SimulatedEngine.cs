using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Core.Generation.Simulated;

/// <summary>
/// An engine without a model: a unit takes a slot for as long as its tokens take, then what was decided when it was submitted is given
/// out. Computes next to nothing, so one process can have hundreds.
/// </summary>
/// <typeparam name="TRequest">What is asked for.</typeparam>
/// <typeparam name="TResult">One finished unit.</typeparam>
public abstract class SimulatedEngine<TRequest, TResult> : IEngine<TRequest, TResult>
{
    private readonly TimeProvider _clock;
    private readonly long _start;
    private readonly LinkedList<Unit> _waiting = new();
    private readonly List<(Unit Unit, TimeSpan End)> _running = [];

    /// <param name="load">Lengths and times.</param>
    /// <param name="clock">What time is measured by.</param>
    /// <exception cref="ArgumentOutOfRangeException">Slots or mean length are not positive, or spread or time are negative.</exception>
    protected SimulatedEngine(SimulatedLoad load, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(load.Slots);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(load.MeanTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(load.Spread);
        ArgumentOutOfRangeException.ThrowIfLessThan(load.TokenTime, TimeSpan.Zero);
        (Simulated, _clock, _start) = (load, clock, clock.GetTimestamp());
    }

    /// <inheritdoc/>
    public int Slots => Simulated.Slots;

    /// <inheritdoc/>
    public int FreeSlots => Math.Max(0, Slots - Active);

    /// <inheritdoc/>
    public int Active => _waiting.Count + _running.Count;

    /// <inheritdoc/>
    public long GeneratedTokens { get; private set; }

    /// <summary>What it was told to load; nothing is read.</summary>
    public ParameterVersion? Version { get; private set; }

    /// <summary>Until the first unit is finished.</summary>
    public TimeSpan Pause
    {
        get
        {
            if (_running.Count < Slots && _waiting.Count > 0)
                return TimeSpan.Zero;
            var left = _running.Count > 0 ? _running.Min(r => r.End) - Now : TimeSpan.Zero;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Lengths and times.</summary>
    protected SimulatedLoad Simulated { get; }

    private TimeSpan Now => _clock.GetElapsedTime(_start);

    /// <inheritdoc/>
    public void Load(ParameterVersion version, string folder) => Version = version;

    /// <inheritdoc/>
    public void Submit(TRequest request)
    {
        foreach (var (id, tokens, result) in UnitsOf(request))
            _waiting.AddLast(new Unit(id, tokens, result));
        Fill();
    }

    /// <inheritdoc/>
    public void Cancel(string requestId)
    {
        for (var node = _waiting.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Request == requestId)
                _waiting.Remove(node);
            node = next;
        }
        _running.RemoveAll(r => r.Unit.Request == requestId);
        Fill();
    }

    /// <summary>Gives out what is finished by now, and begins what waits in its place.</summary>
    public IReadOnlyList<TResult> Step()
    {
        var now = Now;
        var finished = _running.Where(r => r.End <= now).OrderBy(r => r.End).ToList();
        if (finished.Count == 0)
            return [];
        _running.RemoveAll(r => r.End <= now);
        GeneratedTokens += finished.Sum(f => f.Unit.Tokens);
        Fill();
        return [.. finished.Select(f => f.Unit.Result())];
    }

    /// <inheritdoc/>
    public void Dispose() => GC.SuppressFinalize(this);

    /// <summary>The units of a request: its id, the tokens of each, and how the result is made once they are generated.</summary>
    protected abstract IEnumerable<(string Id, int Tokens, Func<TResult> Result)> UnitsOf(TRequest request);

    private void Fill()
    {
        var now = Now;
        while (_running.Count < Slots && _waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            _running.Add((first.Value, now + first.Value.Tokens * Simulated.TokenTime));
        }
    }

    private sealed record Unit(string Request, int Tokens, Func<TResult> Result);
}
