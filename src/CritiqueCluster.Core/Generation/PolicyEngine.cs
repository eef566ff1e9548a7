using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Generation;

/// <summary>The policy as an engine: requests for attempts in, attempts out.</summary>
public sealed class PolicyEngine : IEngine<RolloutRequest, RolloutResult>
{
    private readonly GenerationOptions _options;
    private readonly ISolutionChecker _checker;
    private readonly ModelGenerator _generator;
    private readonly Dictionary<string, RolloutRequest> _requests = [];
    private readonly Dictionary<string, int> _outstanding = [];

    /// <param name="device"><c>cpu</c> or <c>cuda:N</c>.</param>
    /// <param name="options">Slots and determinism.</param>
    /// <param name="checker">Splits attempts into steps, for refinements that continue one.</param>
    public PolicyEngine(string device, GenerationOptions options, ISolutionChecker checker)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _checker = checker ?? throw new ArgumentNullException(nameof(checker));
        _generator = new ModelGenerator(TorchRuntime.Device(device), options);
    }

    public int Slots => _options.Slots;

    public int Active => _generator.Active;

    public int FreeSlots => Math.Max(0, Slots - Active);

    public long GeneratedTokens => _generator.GeneratedTokens;

    public ParameterVersion? Version => _generator.Version;

    public void Load(ParameterVersion version, string folder) => _generator.Load(version, folder);

    public void Submit(RolloutRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (prompt, prefix) = Prompt(request);
        var tokenizer = _generator.Model.Tokenizer;
        var forced = prefix.Length > 0 ? tokenizer.Encode(prefix) : [];
        var members = request.Attempts.Select(a => new GroupMember(a, RandomStream.Of(request.Stream, a))).ToList();
        _generator.Submit(new PromptGroup(request.Id, tokenizer.Encode(prompt, addSpecialTokens: true), forced, members, request.Sampling, request.Partial == PartialAttempts.Restart, GuideOf(request.Basis)));
        _requests[request.Id] = request;
        _outstanding[request.Id] = members.Count;
    }

    public void Cancel(string requestId)
    {
        _generator.Cancel(requestId);
        Forget(requestId);
    }

    public IReadOnlyList<RolloutResult> Step() =>
        [.. _generator.Step().Select(s => new RolloutResult(s.GroupId, AttemptOf(s)))];

    public void Dispose() => _generator.Dispose();

    private (string Prompt, string Prefix) Prompt(RolloutRequest request)
    {
        var statement = request.Problem.Statement;
        return request.Basis switch
        {
            null => (PromptFormat.Solve(statement), ""),
            { Mode: AttemptSource.Rewritten } basis =>
                (PromptFormat.Rewrite(statement, basis.Parent.Text, basis.Critique.Text), ""),
            var basis => (PromptFormat.Solve(statement), GoodSteps.Of(basis, _checker)),
        };
    }

    private Attempt AttemptOf(FinishedSequence sequence)
    {
        var basis = _requests[sequence.GroupId].Basis;
        if (--_outstanding[sequence.GroupId] == 0)
            Forget(sequence.GroupId);
        var text = _generator.Model.Tokenizer.Decode(sequence.Tokens).Trim();
        return new Attempt(sequence.Index, basis?.Mode ?? AttemptSource.Sampled, basis?.Parent.Index, text, sequence.Tokens,
            sequence.Forced, sequence.LogProbabilities, sequence.Entropies, sequence.Finish, sequence.Version,
            sequence.Versions.Count > 1 ? sequence.Versions : null, sequence.Discarded);
    }

    /// <summary>Has the step after the good ones sampled again where it is one that was judged wrong there.</summary>
    private LineGuide? GuideOf(RefinementBasis? basis)
    {
        if (basis?.Avoid is not { Count: > 0 } avoid)
            return null;
        var tokenizer = _generator.Model.Tokenizer;
        var forms = avoid.Select(_checker.Canonical).ToHashSet(StringComparer.Ordinal);
        return (line, sampled, _) => line == 0 && forms.Contains(_checker.Canonical(tokenizer.Decode([.. sampled]))) ? LineFate.Again : LineFate.Stands;
    }

    private void Forget(string requestId)
    {
        _requests.Remove(requestId);
        _outstanding.Remove(requestId);
    }
}
