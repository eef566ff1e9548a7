using System.Security.Cryptography;
using System.Text;
using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>An engine that finishes a few units a step; what it makes depends on the request alone, as a real one's must.</summary>
internal abstract class FakeEngine<TRequest, TResult>(int slots) : IEngine<TRequest, TResult>
{
    private readonly List<(string Request, Func<TResult> Make)> _units = [];

    public int Slots { get; } = slots;

    public int FreeSlots => Math.Max(0, Slots - _units.Count);

    public int Active => _units.Count;

    public long GeneratedTokens { get; protected set; }

    public ParameterVersion? Version { get; private set; }

    /// <summary>Thrown by a step while such a request is in hand.</summary>
    public Predicate<string> Poison { get; init; } = _ => false;

    public bool Disposed { get; private set; }

    public void Load(ParameterVersion version, string folder) => Version = version;

    public void Submit(TRequest request) => _units.AddRange(UnitsOf(request));

    public void Cancel(string requestId) => _units.RemoveAll(u => u.Request == requestId);

    public IReadOnlyList<TResult> Step()
    {
        if (_units.Find(u => Poison(u.Request)) is { Request: { } poisonous })
            throw new InvalidOperationException($"{poisonous} is poison");
        var ready = _units.Take(Math.Min(5, Slots)).Select(u => u.Make()).ToList();
        _units.RemoveRange(0, ready.Count);
        return ready;
    }

    public void Dispose() => Disposed = true;

    protected abstract IEnumerable<(string Request, Func<TResult> Make)> UnitsOf(TRequest request);

    protected static int Draw(string key, int below) =>
        (int)(BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(key))) % (uint)below);
}

internal sealed class FakeRolloutEngine(int slots = 16) : FakeEngine<RolloutRequest, RolloutResult>(slots)
{
    protected override IEnumerable<(string, Func<RolloutResult>)> UnitsOf(RolloutRequest request) =>
        request.Attempts.Select(index => (request.Id, (Func<RolloutResult>)(() => new RolloutResult(request.Id, Sample(request, index)))));

    private Attempt Sample(RolloutRequest request, int index)
    {
        if (request.Partial is null ? Version?.Step != request.PolicyVersion : !(Version?.Step >= request.PolicyVersion))
            throw new InvalidOperationException($"asked for version {request.PolicyVersion}, loaded is {Version}");
        var key = $"{request.Stream}/{index}/{request.Basis?.Parent.Index}/{request.Basis?.Critique.Text}/{Version}";
        var right = Draw(key, 10) < (request.Basis is null ? 3 : 5);
        var tokens = Enumerable.Range(0, 5 + Draw(key + "n", 20)).ToArray();
        GeneratedTokens += tokens.Length;
        var text = $"step {Draw(key + "s", 4)}\n= {(right ? request.Problem.Answer : "no")}";
        return new Attempt(
            index, request.Basis?.Mode ?? AttemptSource.Sampled, request.Basis?.Parent.Index, text, tokens, 0,
            [.. tokens.Select(t => -0.1f * t)], [.. tokens.Select(t => 0.5f)], FinishReason.Stop, Version!.Step);
    }
}

internal sealed class FakeCriticEngine(int slots = 8) : FakeEngine<CritiqueRequest, CritiqueResult>(slots)
{
    protected override IEnumerable<(string, Func<CritiqueResult>)> UnitsOf(CritiqueRequest request) =>
        request.Attempts.Select(target => (request.Id, (Func<CritiqueResult>)(() => Criticise(request, target))));

    private CritiqueResult Criticise(CritiqueRequest request, CritiqueTarget target)
    {
        var steps = target.Text.Split('\n').Select(s => new StepCritique(s, Verdict.Wrong, "as always")).ToList();
        var tokens = 3 + Draw(request.Id + target.Attempt, 10);
        GeneratedTokens += tokens;
        return new CritiqueResult(request.Id, new AttemptCritique(
            target.Attempt, new SolutionCritique(steps, Verdict.Wrong, ""), "wrong", tokens, request.CriticVersion));
    }
}
