using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Actors.Serialization;

/// <summary>
/// The one table type ↔ manifest. A name's place in its list is its key on the wire and in every journal: append only; a change
/// that is not an addition is a new manifest.
/// </summary>
internal static class Manifests
{
    /// <summary>Every type that the serializer is bound to.</summary>
    public static IEnumerable<Type> Bound => Table.Types.Values.Append(typeof(Encoded));

    /// <summary>
    /// Layouts inside a page of the journal, where bytes count: token ids in as few bytes as they need, log-probabilities and entropies
    /// in half precision. That is exact to 2⁻¹¹ of a value: supervised learning does not read them, and in a policy gradient the ratio
    /// of probabilities moves by less than a thousandth for likely tokens, against a clip range of 0.2.
    /// </summary>
    private static Lazy<ManifestTable> Paged { get; } = new(() => ExplorationEvents(Parts(new ManifestTable(), CompactAttemptKeys)));

    /// <summary>Of messages, and of events that are rows of their own. After the layouts in pages, which it refers to.</summary>
    public static ManifestTable Table { get; } = Events(Conversations(Parts(new ManifestTable(), AttemptKeys)));

    private static Key[] AttemptKeys =>
    [
        "Index", "Source", "Parent", "Text", "Tokens", "Forced", "LogProbabilities",
        new Key("Entropies", new HalfBlockCodec()), "Finish", "PolicyVersion", Key.Late("Versions"), Key.Late("Discarded"), Key.Late("Verdict"),
    ];

    private static Key[] CompactAttemptKeys =>
    [
        "Index", "Source", "Parent", "Text", new Key("Tokens", new VariableLengthCodec()), "Forced",
        new Key("LogProbabilities", new HalfBlockCodec()), new Key("Entropies", new HalfBlockCodec()), "Finish", "PolicyVersion",
        Key.Late("Versions"), Key.Late("Discarded"), Key.Late("Verdict"),
    ];

    private static ManifestTable Parts(ManifestTable table, Key[] attempt) => table
        .Part(new RecipeFormatter())
        .Part<Problem>("Id", "Statement", "Answer", "Kind", "Level", "Solution")
        .Part<ParameterVersion>("Model", "Step", "Hash")
        .Part<StreamKey>("Seed", "Iteration", "ProblemId")
        .Part<SamplingOptions>("Temperature", "TopP", "TopK", "MaxTokens")
        .Part<StepCritique>("Step", "Verdict", "Explanation")
        .Part<SolutionCritique>("Steps", "Answer", "Explanation")
        .Part<AttemptCritique>("Attempt", "Critique", "Text", "GeneratedTokens", "CriticVersion")
        .Part<VersionSpan>("Version", "Tokens")
        .Part<AttemptVerdict>("Right", "Answer", "Reason", "Failure")
        .Part<Attempt>(attempt)
        .Part<CheckedAttempt>("Attempt", "Correct", "Reason", "Canonical", "Accepted", "Round")
        .Part<RefinementBasis>("Parent", "Critique", "Mode", Key.Late("Avoid"))
        .Part<RolloutRequest>("Id", "Problem", "Stream", "Attempts", "Basis", "Sampling", "PolicyVersion", Key.Late("Partial"))
        .Part<CritiqueTarget>("Attempt", "Text")
        .Part<CritiqueRequest>("Id", "Problem", "Attempts", "MaxTokens", "CriticVersion", Key.Late("Partial"))
        .Part<RolloutResult>("RequestId", "Attempt")
        .Part<CritiqueResult>("RequestId", "Critique")
        .Part<ExplorationSpec>(
            "Id", "Iteration", "Purpose", "Problem", "Arm", "PolicyVersion", "CriticVersion", "Seed", "Sampling", "Attempts",
            "Refinement", "RefinementsPerCritique", "CriticMaxTokens", Key.Late("Partial"))
        .Part<ExplorationSummary>(
            "Id", "ProblemId", "Round", "Sampled", "SampledTokens", "Refinements", "RefinementTokens", "Critiques",
            "CritiqueTokens", "Failures", "Untreated", "Accepted", "Quarantined")
        .Part<GrantRound>("Round", "Tokens", "ExpectedAttemptTokens", "ExpectedRefinementTokens", "ExpectedCritiqueTokens")
        .Part<BudgetGrant>("ExplorationId", "Grant")
        .Part<LearningResult>(
            "Version", "JournalPosition", "Trajectories", "SupervisedExamples", "Steps", "Loss", "Tokens", "Seconds", Key.Late("Critic"))
        .Part<CriticLearning>("Version", "Helpful", "Discriminating", "Steps", "Loss", "Tokens", "WrittenTokens", "Seconds")
        .Part<RunUsage>("Generation", "Critique", "Learning", "Elapsed", "RolloutTokens", "CritiqueTokens", "LearnedTokens")
        .Part<RunSpec>("Run", "Recipe", "Train", "HeldOut", "Policy", "Critic");

    private static ManifestTable Conversations(ManifestTable table) => table
        .Root<Ask<RolloutRequest>>("rollout.ask", "Request")
        .Root<Answered<RolloutResult>>("rollout.answered", "Request", "Results")
        .Root<Lease<RolloutRequest>>("rollout.lease", "Number", "Request")
        .Root<Finished<RolloutResult>>("rollout.finished", "Results")
        .Root<Ask<CritiqueRequest>>("critique.ask", "Request")
        .Root<Answered<CritiqueResult>>("critique.answered", "Request", "Results")
        .Root<Lease<CritiqueRequest>>("critique.lease", "Number", "Request")
        .Root<Finished<CritiqueResult>>("critique.finished", "Results")
        .Root<Unanswerable>("work.unanswerable", "Request", "Reason")
        .Root<Busy>("work.busy", "Request")
        .Root<WorkerReady>("work.ready", "Capacity", "Version", "LastLease", "Held")
        .Root<LeaseRevoked>("work.revoked", "Request")
        .Root<LeasesFailed>("work.failed", "Requests", "Reason")
        .Root<Explore>("exploration.explore", "Spec")
        .Root<GrantTokens>("exploration.grant", "Exploration", "Grant")
        .Root<EndExploration>("exploration.end", "Exploration")
        .Root<ExplorationReport>("exploration.report", "Exploration", "Round", "Completed", "Summary", "EntropySum", Key.Late("OldestVersion"), Key.Late("Discarded"))
        .Root<Learn>("learning.learn", "Iteration")
        .Root<Learned>("learning.learned", "Iteration", "Version")
        .Root<LearningAdvanced>("learning.advanced", "Iteration", "Step", "Steps", "Loss")
        .Root<ParametersAnnounced>("parameters.announced", "Version", "Location")
        .Root<WhereAreParameters>("parameters.where", "Model", "Step")
        .Root<GetParameters>("parameters.get", "Model", "Step")
        .Root<ParametersHere>("parameters.here", "Version", "Folder")
        .Root<StartRun>("run.start", "Spec", Key.Late("Paused"))
        .Root<RunAccepted>("run.accepted", "Run")
        .Root<RunRefused>("run.refused", "Run", "Reason")
        .Root<WatchRun>("run.watch")
        .Root<DrainRun>("run.drain")
        .Root<RunDrained>("run.drained")
        .Root<RunEnded>("run.ended", "Run")
        .Root<EngineUsage>("run.usage", "Work", "Seconds", "Tokens")
        .Root<RunProgress>(
            "run.progress", "Run", "Phase", "Iteration", "Round", "Done", "Total", "Attempts", "Correct", "Accepted",
            "GeneratedTokens", "Entropy", "Quarantined", "Learning", "Spent", Key.Late("Hold"))
        .Root<ParametersHeld>("parameters.held", "Version", "Location")
        .Root<HoldRun>("run.hold", "Hold")
        .Root<HoldTaken>("run.hold-taken", "Run", "Hold")
        .Root<RunStopped>("run.stopped", "Run")
        .Root<HoldWork>("work.hold", "Held")
        .Root<DescribeWork>("work.describe")
        .Part<WorkerDescription>("Node", "Capacity", "Units", "Version", "SilentSeconds")
        .Root<WorkDescription>("work.description", "Kind", "Queued", "Leased", "Workers")
        .Root<DrainWorker>("work.drain")
        .Root<DrainNode>("node.drain")
        .Root<NodeDraining>("node.draining", "Refusal")
        .Root<FollowParameters>("parameters.follow", "Model", "AtLeast")
        .Root<DescribeRun>("run.describe")
        .Root<AskMembership>("node.ask-membership", "Asked", "Asker")
        .Root<MembershipAnswer>("node.membership", "Member");

    /// <summary>Alone in a row, as the first layout of the journal had them, and inside a page.</summary>
    private static ManifestTable ExplorationEvents(ManifestTable table) => table
        .Root<ExplorationOpened>("journal.exploration.opened", "Spec")
        .Root<RoundOpened>("journal.exploration.round-opened", "Round", "Tokens", "Sample", "Criticise")
        .Root<AttemptsRecorded>("journal.exploration.attempts", "RequestId", "Attempts", Key.Late("Quarantined"))
        .Root<CritiquesRecorded>("journal.exploration.critiques", "RequestId", "Critiques")
        .Root<RequestQuarantined>("journal.exploration.quarantined", "RequestId", "Reason")
        .Root<RoundCompleted>("journal.exploration.round-completed", "Round", "Summary")
        .Root<ExplorationCompleted>("journal.exploration.completed", "Summary");

    private static ManifestTable Events(ManifestTable table) => ExplorationEvents(table)
        .Part(new PagedEventFormatter(Paged))
        .Part<PagedEvent>("Exploration", "Event")
        .Root<ExplorationPage>("journal.page", "Events")
        .Root<RunStarted>("journal.run.started", "Spec")
        .Root<StageOpened>("journal.run.stage-opened", "Iteration", "Purpose")
        .Root<RoundGranted>("journal.run.round-granted", "Iteration", "Round", "Grants")
        .Root<StageClosing>("journal.run.stage-closing", "Iteration", "Purpose")
        .Root<StageClosed>("journal.run.stage-closed", "Iteration", "Purpose")
        .Root<IterationLearned>("journal.run.iteration-learned", "Iteration", "Version")
        .Root<UsageRecorded>("journal.run.usage", "Usage")
        .Root<RunCompleted>("journal.run.completed")
        .Root<ParametersPublished>("journal.learner.published", "Iteration", "Version", "JournalPosition", "Result")
        .Root<RunHeld>("journal.run.held", "Hold")
        .Root<LearnerTookOver>("journal.learner.took-over", "Epoch", "Incarnation")
        .Root<BatchTaken>("journal.run.batch-taken", "Iteration", "Explorations");
}
