using System.Globalization;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Exploration;

/// <summary>
/// One exploration as pure functions: commands and state give events, events and state give the next state. Whoever drives it
/// persists the events, applies them, and asks for what the state says is outstanding.
/// </summary>
/// <param name="checker">Judges the attempts, unless they carry the verdict of a program of the user's.</param>
public sealed class ExplorationMachine(ISolutionChecker checker)
{
    /// <summary>What follows from a command; nothing if it is late, repeated, unknown or incomplete.</summary>
    /// <param name="state">Null before the exploration is opened.</param>
    /// <param name="command">What is told.</param>
    public IReadOnlyList<ExplorationEvent> Decide(ExplorationState? state, ExplorationCommand command)
    {
        if (state is null)
            return command is OpenExploration open ? [new ExplorationOpened(open.Spec)] : [];
        if (state.Completed)
            return [];
        if (state.RoundOpen && !state.IsWaiting) // an earlier program still waited for something here
            return [new RoundCompleted(state.Round, ExplorationSummary.Of(state))];
        ExplorationEvent? happened = command switch
        {
            GrantRound grant => Grant(state, grant),
            RecordAttempts arrived => Record(state, arrived),
            RecordCritiques arrived => Record(state, arrived),
            QuarantineRequest given when IsOutstanding(state, given.RequestId) => new RequestQuarantined(given.RequestId, given.Reason),
            CloseExploration when !state.RoundOpen => new ExplorationCompleted(ExplorationSummary.Of(state)),
            _ => null,
        };
        return happened is null ? [] : WithRoundEnd(state, happened);
    }

    /// <summary>The state after an event.</summary>
    /// <exception cref="InvalidOperationException">The event cannot follow the state: the journal is damaged.</exception>
    public static ExplorationState Apply(ExplorationState? state, ExplorationEvent happened)
    {
        if (happened is ExplorationOpened opened)
            return Open(opened.Spec);
        if (state is null)
            throw new InvalidOperationException($"{happened?.GetType().Name} comes before the exploration was opened.");
        return happened switch
        {
            RoundOpened round => OpenRound(state, round),
            AttemptsRecorded recorded => Without(state, recorded.RequestId) with
            {
                Attempts = Merge(state.Attempts, recorded.Attempts),
                Quarantined = [.. state.Quarantined, .. Unjudged(recorded)],
            },
            CritiquesRecorded recorded => Refine(Without(state, recorded.RequestId), recorded.Critiques),
            RequestQuarantined given => Without(state, given.RequestId) with
            {
                Quarantined = [.. state.Quarantined, new QuarantinedRequest(given.RequestId, given.Reason)],
            },
            RoundCompleted => state with { RoundOpen = false },
            ExplorationCompleted => state with { Completed = true },
            _ => throw new InvalidOperationException($"An exploration knows no {happened?.GetType().Name}."),
        };
    }

    /// <summary>The state after all events; null if there are none.</summary>
    public static ExplorationState? Fold(IEnumerable<ExplorationEvent> events) =>
        events.Aggregate((ExplorationState?)null, Apply);

    private static List<ExplorationEvent> WithRoundEnd(ExplorationState state, ExplorationEvent happened)
    {
        var next = Apply(state, happened);
        return next.RoundOpen && !next.IsWaiting
            ? [happened, new RoundCompleted(next.Round, ExplorationSummary.Of(next))]
            : [happened];
    }

    private static RoundOpened? Grant(ExplorationState state, GrantRound grant)
    {
        var next = !state.RoundOpen && grant.Round == state.Round + 1 && state.Spec.Purpose == ExplorationPurpose.Training;
        return next ? RoundPlan.Spend(state, grant) : null;
    }

    private AttemptsRecorded? Record(ExplorationState state, RecordAttempts arrived)
    {
        var request = state.OutstandingRollouts.FirstOrDefault(r => r.Id == arrived.RequestId);
        if (request is null)
            return null;
        var wanted = request.Attempts.Select(i => arrived.Attempts.FirstOrDefault(a => a.Index == i && CanAnswer(request, a) && checker.IsJudged(a))).ToList();
        if (wanted.Contains(null))
            return null;
        var judged = wanted.OfType<Attempt>().ToLookup(a => a.Verdict?.Failure is null);
        return new AttemptsRecorded(request.Id, [.. judged[true].Select(a => Checked(state, request, a))], judged[false].Any() ? [.. judged[false]] : null);
    }

    /// <summary>Whether a worker that does as it is told can have made the attempt: what cannot be has not arrived, and is asked for again.</summary>
    private static bool CanAnswer(RolloutRequest request, Attempt attempt) =>
        (request.Partial is null
            ? attempt.PolicyVersion == request.PolicyVersion && attempt.Versions is null
            : attempt.PolicyVersion >= request.PolicyVersion && attempt.OldestVersion >= request.PolicyVersion)
        && attempt.Forced >= 0 && attempt.Forced <= attempt.Tokens.Length
        && attempt.LogProbabilities.Length == attempt.Tokens.Length && attempt.Entropies.Length == attempt.Tokens.Length;

    private CheckedAttempt Checked(ExplorationState state, RolloutRequest request, Attempt attempt)
    {
        var check = checker.CheckOf(request.Problem, attempt);
        var accepted = check.Correct
            && (request.Basis is null || !checker.IsShortcut(request.Problem, request.Basis.Parent.Text, attempt.Text));
        return new CheckedAttempt(attempt, check.Correct, check.Reason, checker.Canonical(attempt.Text), accepted, state.Round);
    }

    private static CritiquesRecorded? Record(ExplorationState state, RecordCritiques arrived)
    {
        var request = state.OutstandingCritiques.FirstOrDefault(r => r.Id == arrived.RequestId);
        if (request is null)
            return null;
        var wanted = request.Attempts.Select(t => arrived.Critiques.FirstOrDefault(c => c.Attempt == t.Attempt)).ToList();
        return wanted.Contains(null) ? null : new CritiquesRecorded(request.Id, [.. wanted.Select(c => c!)]);
    }

    /// <summary>Whether the exploration waits for the answer to a request.</summary>
    public static bool IsOutstanding(ExplorationState state, string requestId) =>
        state.OutstandingRollouts.Any(r => r.Id == requestId) || state.OutstandingCritiques.Any(r => r.Id == requestId);

    private static ExplorationState Open(ExplorationSpec spec) => new(spec)
    {
        OutstandingRollouts = [RequestPlan.Sample(spec, 0, 0, spec.Attempts)],
        NextIndex = spec.Attempts,
    };

    /// <summary>Allots indices: first the sampled attempts', then a block of refinements for each attempt to be criticised.</summary>
    private static ExplorationState OpenRound(ExplorationState state, RoundOpened round)
    {
        var blocks = new Dictionary<int, int>(state.FirstRefinement);
        var next = state.NextIndex + round.Sample;
        foreach (var attempt in round.Criticise)
        {
            blocks[attempt] = next;
            next += state.Spec.RefinementsPerCritique;
        }
        return state with
        {
            Round = round.Round,
            RoundOpen = true,
            NextIndex = next,
            FirstRefinement = blocks,
            OutstandingRollouts = round.Sample > 0 ? [RequestPlan.Sample(state.Spec, round.Round, state.NextIndex, round.Sample)] : [],
            OutstandingCritiques = round.Criticise.Count > 0 ? [RequestPlan.Criticise(state, round.Round, round.Criticise)] : [],
        };
    }

    private static ExplorationState Refine(ExplorationState state, IReadOnlyList<AttemptCritique> critiques)
    {
        var told = state with { Critiques = [.. state.Critiques.Concat(critiques).OrderBy(c => c.Attempt)] };
        return told with { OutstandingRollouts = [.. told.OutstandingRollouts, .. critiques.SelectMany(c => RequestPlan.Refine(told, c))] };
    }

    private static ExplorationState Without(ExplorationState state, string requestId) => state with
    {
        OutstandingRollouts = [.. state.OutstandingRollouts.Where(r => r.Id != requestId)],
        OutstandingCritiques = [.. state.OutstandingCritiques.Where(r => r.Id != requestId)],
    };

    private static IEnumerable<QuarantinedRequest> Unjudged(AttemptsRecorded recorded) => (recorded.Quarantined ?? [])
        .Select(a => new QuarantinedRequest(recorded.RequestId, string.Create(CultureInfo.InvariantCulture, $"attempt {a.Index}: {a.Verdict?.Failure}"), a));

    /// <summary>By index; of equal accepted solutions only the one with the lowest index stays accepted.</summary>
    private static List<CheckedAttempt> Merge(IReadOnlyList<CheckedAttempt> known, IReadOnlyList<CheckedAttempt> arrived)
    {
        var forms = new HashSet<string>();
        return [.. known.Concat(arrived).OrderBy(a => a.Attempt.Index)
            .Select(a => a.Accepted && !forms.Add(a.Canonical) ? a with { Accepted = false } : a)];
    }
}
