using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Core.Critique;

/// <summary>
/// A language model that writes critiques step by step in the format of <see cref="CritiqueText"/>. Guided, it fills in a form: headings
/// and sentences are given, so that it cannot miss a step and what it costs are verdicts and explanations up to the first wrong step.
/// </summary>
public sealed class ModelCritic : IEngine<CritiqueRequest, CritiqueResult>
{
    private readonly GenerationOptions _options;
    private readonly CriticOptions _critic;
    private readonly ISolutionChecker _checker;
    private readonly ModelGenerator _generator;
    private readonly Dictionary<string, CritiqueRequest> _requests = [];
    private readonly Dictionary<string, int> _outstanding = [];

    /// <param name="critic">Device and temperature.</param>
    /// <param name="options">Slots and determinism.</param>
    /// <param name="checker">Splits attempts into the steps that a critique must speak of.</param>
    public ModelCritic(CriticOptions critic, GenerationOptions options, ISolutionChecker checker)
    {
        _critic = critic ?? throw new ArgumentNullException(nameof(critic));
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _checker = checker ?? throw new ArgumentNullException(nameof(checker));
        _generator = new ModelGenerator(TorchRuntime.Device(critic.Device), options);
    }

    public int Slots => _options.Slots;

    public int Active => _generator.Active;

    public int FreeSlots => Math.Max(0, Slots - Active);

    public long GeneratedTokens => _generator.GeneratedTokens;

    public ParameterVersion? Version => _generator.Version;

    public void Load(ParameterVersion version, string folder) => _generator.Load(version, folder);

    /// <summary>Each attempt is a prompt of its own; its random stream derives from request and attempt.</summary>
    public void Submit(CritiqueRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var sampling = new SamplingOptions(_critic.Temperature, 1, 0, request.MaxTokens);
        var groups = request.Attempts.Select(target => GroupOf(request, target, sampling)).ToList();
        _requests[request.Id] = request;
        _outstanding[request.Id] = groups.Count;
        try
        {
            foreach (var group in groups)
                _generator.Submit(group);
        }
        catch (ArgumentException)
        {
            Cancel(request.Id); // Whole or not at all: nobody waits for the rest of a refused request.
            throw;
        }
    }

    public void Cancel(string requestId)
    {
        if (!_requests.TryGetValue(requestId, out var request))
            return;
        foreach (var target in request.Attempts)
            _generator.Cancel(GroupId(requestId, target.Attempt));
        Forget(requestId);
    }

    public IReadOnlyList<CritiqueResult> Step() => [.. _generator.Step().Select(ResultOf)];

    public void Dispose() => _generator.Dispose();

    private PromptGroup GroupOf(CritiqueRequest request, CritiqueTarget target, SamplingOptions sampling)
    {
        var form = _critic.Guided ? CritiqueText.Form(_checker.SplitSteps(target.Text)) : [];
        var tokenizer = _generator.Model.Tokenizer;
        return new PromptGroup(
            GroupId(request.Id, target.Attempt),
            tokenizer.Encode(PromptFormat.Criticise(request.Problem.Statement, target.Text), addSpecialTokens: true),
            _critic.Guided ? tokenizer.Encode(form[0]) : [],
            [new GroupMember(target.Attempt, RandomStream.Of(new StreamKey(0, 0, request.Id), target.Attempt))],
            sampling, request.Partial == PartialAttempts.Restart, _critic.Guided ? Guide(form) : null,
            _critic.Guided && !_critic.Explain ? CritiqueText.LongestVerdict(tokenizer) : 0);
    }

    /// <summary>Gives the next line of the form after a step that was judged correct; one that is hardly called so is to be called wrong.</summary>
    private LineGuide Guide(IReadOnlyList<string> form)
    {
        var tokenizer = _generator.Model.Tokenizer;
        return (line, sampled, logProbabilities) =>
        {
            if (line + 1 >= form.Count || CritiqueText.ReadFilledIn(tokenizer.Decode([.. sampled])) != Verdict.Correct)
                return LineFate.Ends;
            var certain = Math.Exp(logProbabilities.Take(VerdictTokens(sampled)).Sum()) >= _critic.Certainty;
            if (_critic.Explain)
                return certain ? LineFate.Then(tokenizer.Encode(form[line + 1])) : LineFate.Instead(tokenizer.Encode($" {Verdict.Wrong}"));
            return certain ? LineFate.Then(tokenizer.Encode($".\n{form[line + 1]}")) : LineFate.EndsWith(tokenizer.Encode($" {Verdict.Wrong}"));
        };
    }

    /// <summary>How many tokens it takes until the verdict can be read.</summary>
    private int VerdictTokens(IReadOnlyList<int> sampled) => Enumerable.Range(1, sampled.Count)
        .First(count => CritiqueText.ReadFilledIn(_generator.Model.Tokenizer.Decode([.. sampled.Take(count)])) is not null);

    private static string GroupId(string requestId, int attempt) => $"{requestId}#{attempt}";

    private CritiqueResult ResultOf(FinishedSequence sequence)
    {
        var id = sequence.GroupId[..sequence.GroupId.LastIndexOf('#')];
        var target = _requests[id].Attempts.First(t => t.Attempt == sequence.Index);
        if (--_outstanding[id] == 0)
            Forget(id);
        var text = _generator.Model.Tokenizer.Decode(sequence.Tokens).Trim();
        var critique = CritiqueText.TryParse(text, _checker.SplitSteps(target.Text));
        return new CritiqueResult(id, new AttemptCritique(sequence.Index, critique, text, sequence.Sampled + sequence.Discarded, sequence.Version));
    }

    private void Forget(string requestId)
    {
        _requests.Remove(requestId);
        _outstanding.Remove(requestId);
    }
}
