using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Generation;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Diversity;

/// <summary>
/// Puts attempts before a critic, as many at a time as it has slots. One request each: an attempt that is too long for the critic
/// gets a critique that says nothing, and keeps no other from it.
/// </summary>
/// <param name="critic">A critic with its parameters loaded; driven by the thread that asks.</param>
/// <param name="version">Step number of its parameter version.</param>
/// <param name="maxTokens">At most this many tokens per critique.</param>
/// <param name="stepped">Told after each step of the critic.</param>
/// <param name="cancel">Ends it between two steps.</param>
public sealed class CriticDesk(
    IEngine<CritiqueRequest, CritiqueResult> critic, int version, int maxTokens, Action? stepped = null, CancellationToken cancel = default)
{
    private readonly Dictionary<string, Action<AttemptCritique>> _open = [];

    /// <summary>Asks for a critique, when there is room.</summary>
    /// <param name="id">Unique among those that are open.</param>
    /// <param name="problem">The problem.</param>
    /// <param name="attempt">The attempt to be criticised.</param>
    /// <param name="receive">Is told of the critique, in this call or a later one.</param>
    /// <exception cref="ConfigurationException">The exact critic is asked about a problem that has no exact critique.</exception>
    public void Ask(string id, Problem problem, Attempt attempt, Action<AttemptCritique> receive)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(attempt);
        ArgumentNullException.ThrowIfNull(receive);
        while (critic.FreeSlots == 0 && _open.Count > 0)
            Step();
        cancel.ThrowIfCancellationRequested();
        try
        {
            critic.Submit(new CritiqueRequest(id, problem, [new CritiqueTarget(attempt.Index, attempt.Text)], maxTokens, version));
            _open.Add(id, receive);
        }
        catch (ArgumentException error) when (version == ExactCritic.VersionStep)
        {
            throw new ConfigurationException($"The exact critic knows no problems of the kind '{problem.Kind}'. Use a model: --critic DIR with the folder of a critic.", error);
        }
        catch (ArgumentException)
        {
            receive(new AttemptCritique(attempt.Index, null, "", 0, version));
        }
    }

    /// <summary>Waits for what is open.</summary>
    public void Finish()
    {
        while (_open.Count > 0)
            Step();
    }

    private void Step()
    {
        cancel.ThrowIfCancellationRequested();
        foreach (var result in critic.Step())
            if (_open.Remove(result.RequestId, out var receive))
                receive(result.Critique);
        stepped?.Invoke();
    }
}
