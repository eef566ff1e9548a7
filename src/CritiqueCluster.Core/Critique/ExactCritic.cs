using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Critique;

/// <summary>
/// The critic that knows: it asks the checker of a kind of problem that admits an exact critique (Countdown). An upper bound
/// for what a critic can be, not a method. It generates no tokens and needs no parameters.
/// </summary>
/// <param name="checker">Judges the steps.</param>
public sealed class ExactCritic(ISolutionChecker checker) : IEngine<CritiqueRequest, CritiqueResult>
{
    /// <summary>The version step that critiques of this critic carry.</summary>
    public const int VersionStep = -1;

    private readonly List<CritiqueResult> _finished = [];

    /// <inheritdoc/>
    public int Slots => 256;

    /// <inheritdoc/>
    public int FreeSlots => Math.Max(0, Slots - _finished.Count);

    /// <inheritdoc/>
    public int Active => _finished.Count;

    /// <inheritdoc/>
    public long GeneratedTokens => 0;

    /// <summary>Always the same: there is nothing to load.</summary>
    public ParameterVersion Version { get; } = new("critic", VersionStep, "exact");

    /// <summary>The exact critique of an attempt.</summary>
    /// <exception cref="ArgumentException">The kind of problem admits none.</exception>
    public AttemptCritique Criticise(Problem problem, CritiqueTarget target)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(target);
        var critique = checker.ExactCritique(problem, target.Text) ?? throw new ArgumentException(
            $"Problems of the kind '{problem.Kind}' have no exact critique: set Critic.Kind to Model.", nameof(problem));
        return new AttemptCritique(target.Attempt, critique, CritiqueText.Format(critique), 0, VersionStep);
    }

    /// <inheritdoc/>
    public void Load(ParameterVersion version, string folder) { }

    /// <inheritdoc/>
    public void Submit(CritiqueRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var results = request.Attempts.Select(t => new CritiqueResult(request.Id, Criticise(request.Problem, t))).ToList();
        _finished.AddRange(results);
    }

    /// <inheritdoc/>
    public void Cancel(string requestId) => _finished.RemoveAll(result => result.RequestId == requestId);

    /// <inheritdoc/>
    public IReadOnlyList<CritiqueResult> Step()
    {
        var finished = _finished.ToList();
        _finished.Clear();
        return finished;
    }

    /// <inheritdoc/>
    public void Dispose() { }
}
