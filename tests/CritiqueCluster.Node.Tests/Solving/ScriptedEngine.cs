using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Node.Tests.Solving;

/// <summary>An engine with one slot that gives what a function says.</summary>
internal sealed class ScriptedEngine<TRequest, TResult>(Func<TRequest, IEnumerable<TResult>> answer) : IEngine<TRequest, TResult>
{
    private readonly Queue<TResult> _results = new();

    public List<TRequest> Requests { get; } = [];

    public int FreeSlots => _results.Count == 0 ? 1 : 0;

    public int Slots => 1;

    public int Active => _results.Count;

    public long GeneratedTokens => 0;

    public ParameterVersion? Version { get; } = new("policy", 3, "sha256:none");

    public void Load(ParameterVersion version, string folder) { }

    public void Submit(TRequest request)
    {
        Requests.Add(request);
        foreach (var result in answer(request))
            _results.Enqueue(result);
    }

    public void Cancel(string requestId) { }

    public IReadOnlyList<TResult> Step() => _results.TryDequeue(out var result) ? [result] : [];

    public void Dispose() { }
}
