using Akka.Actor;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Critique;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Learning;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Core.Recipes;

namespace CritiqueCluster.Actors.Tests.Fakes;

/// <summary>One instance of everything that travels or is stored.</summary>
internal static class Samples
{
    public static Problem Problem { get; } = new("p-1", "3 7 25 50 -> 82", "82", "countdown", "4 numbers", "50 + 25 = 75\n75 + 7 = 82");

    public static ParameterVersion Version { get; } = new("policy", 3, "sha256:abc");

    public static Attempt Attempt { get; } = new(
        2, AttemptSource.Continued, 1, "50 + 25 = 75", [5, 300, 70000], 1, [0, -0.25f, -1.5f], [0, 0.5f, 1.25f], FinishReason.Stop, 3);

    /// <summary>Its second token was sampled by a newer version.</summary>
    private static Attempt Carried { get; } = Attempt with { Versions = [new VersionSpan(3, 1), new VersionSpan(4, 1)] };

    /// <summary>A program of the user's has judged it.</summary>
    private static Attempt Judged { get; } = Attempt with { Verdict = new AttemptVerdict(false, "75", "it is not 82") };

    /// <summary>The program that judges failed on it.</summary>
    private static Attempt Unjudged { get; } = Attempt with { Index = 3, Verdict = new AttemptVerdict(false, Failure: "it ended with exit code 7") };

    public static AttemptCritique Critique { get; } = new(
        1, new SolutionCritique([new StepCritique("50 + 25 = 70", Verdict.Wrong, "it is 75")], Verdict.Wrong, "no"), "step 1 ...", 12, 0);

    public static RolloutRequest Request { get; } = new(
        "0/t/p-1/r1/k1", Problem, new StreamKey(1, 0, "p-1"), [2, 3], new RefinementBasis(Attempt, Critique, AttemptSource.Continued),
        new SamplingOptions(0.7, 1, 0, 40), 3);

    public static CritiqueRequest Criticise { get; } = new("0/t/p-1/r1/c", Problem, [new CritiqueTarget(1, "50 + 25 = 70")], 96, 0);

    public static ExplorationSpec Spec { get; } = new(
        "0/t/p-1", 0, ExplorationPurpose.Training, Problem, Arm.Critique, 3, 0, 1, new SamplingOptions(0.7, 1, 0, 40), 8,
        RefinementMode.Continue, 4, 96);

    public static ExplorationSummary Summary { get; } = new("0/t/p-1", "p-1", 1, 8, 200, 4, 60, 1, 12, 7, 3, 2, 0);

    private static RunUsage Usage { get; } = new(1.5, 0.5, 2, 4.5, 1000, 100, 5000);

    private static GrantRound Grant { get; } = new(1, 80, 25, 15.5, 12);

    /// <summary>A recipe is stored whole: what once was a default is spelt out, since the golden bytes hold it.</summary>
    private static Recipe Recipe { get; } = new()
    {
        Name = "sample",
        Iterations = 3,
        Problems = new() { Train = 900, HeldOut = 200, Countdown = new() { Numbers = [3, 4] } },
        Rollout = new() { Rounds = 4 },
        Critic = new() { MaxTokens = 96 },
        Learner = new() { Start = LearnerStart.Base, MaxPerProblem = 4, SupervisedMix = 0.5, LearningRate = 5e-4 },
    };

    private static RunSpec Run { get; } = new("run", Recipe, [Problem], [], Version, null);

    /// <summary>By manifest.</summary>
    public static IReadOnlyList<object> All { get; } =
    [
        new Ask<RolloutRequest>(Request),
        new Answered<RolloutResult>(Request.Id, [new RolloutResult(Request.Id, Attempt)]),
        new Lease<RolloutRequest>(638_000_000_000_000_001, Request),
        new Finished<RolloutResult>([new RolloutResult(Request.Id, Attempt)]),
        new Ask<CritiqueRequest>(Criticise),
        new Answered<CritiqueResult>(Criticise.Id, [new CritiqueResult(Criticise.Id, Critique)]),
        new Lease<CritiqueRequest>(7, Criticise),
        new Finished<CritiqueResult>([new CritiqueResult(Criticise.Id, Critique with { Critique = null })]),
        new Unanswerable(Request.Id, "failed"),
        new Busy(Request.Id),
        new WorkerReady(384, 3, 638_000_000_000_000_001, [Request.Id]),
        new LeaseRevoked(Request.Id),
        new LeasesFailed([Request.Id], "out of memory"),
        new Explore(Spec),
        new GrantTokens(Spec.Id, Grant),
        new EndExploration(Spec.Id),
        new ExplorationReport(Spec.Id, 1, true, Summary, 130.5),
        new Learn(2),
        new Learned(2, Version),
        new LearningAdvanced(2, 10, 100, 1.25),
        new ParametersAnnounced(Version, "file:///runs/a/v000003"),
        new ParametersHeld(Version, "http://10.0.0.7:9100/parameters/policy/3"),
        new WhereAreParameters("policy", 3),
        new GetParameters("policy", 3),
        new ParametersHere(Version, "/runs/a/v000003"),
        new StartRun(Run),
        new RunAccepted("run"),
        new RunRefused("run", "its recipe has changed"),
        new WatchRun(),
        new DrainRun(),
        new RunDrained(),
        new RunEnded("run"),
        new EngineUsage("rollout", 1.5, 1000),
        new RunProgress(
            "run", RunPhase.Learning, 1, 2, 3, 4, 5, 6, 7, 8, 0.5, 1, new LearningAdvanced(2, 10, 100, 1.25), Usage),
        new DescribeRun(),
        new HoldRun(RunHold.Paused),
        new HoldTaken("run", RunHold.Paused),
        new RunStopped("run"),
        new HoldWork(true),
        new DescribeWork(),
        new WorkDescription("rollout", 3, 2, [new WorkerDescription("10.0.0.7:4000", 12, 8, 3, 0.5)]),
        new DrainWorker(),
        new DrainNode(),
        new NodeDraining("it stays"),
        new AskMembership("akka.tcp://critique@10.0.0.7:4000#1", "akka.tcp://critique@10.0.0.8:4000#2"),
        new MembershipAnswer(true),
        new ExplorationOpened(Spec),
        new RoundOpened(1, 80, 1, [1, 4]),
        new AttemptsRecorded(Request.Id, [new CheckedAttempt(Attempt, true, null, "25+50=75", true, 1)]),
        new CritiquesRecorded(Criticise.Id, [Critique]),
        new RequestQuarantined(Request.Id, "failed"),
        new RoundCompleted(1, Summary),
        new ExplorationCompleted(Summary),
        new ExplorationPage(
        [
            new PagedEvent(Spec.Id, new ExplorationOpened(Spec)), new PagedEvent(Spec.Id, new RoundOpened(1, 80, 1, [1, 4])),
            new PagedEvent(Spec.Id, new AttemptsRecorded(Request.Id, [new CheckedAttempt(Attempt, true, null, "25+50=75", true, 1)])),
            new PagedEvent(Spec.Id, new CritiquesRecorded(Criticise.Id, [Critique])),
            new PagedEvent(Spec.Id, new RequestQuarantined(Request.Id, "failed")), new PagedEvent(Spec.Id, new RoundCompleted(1, Summary)),
            new PagedEvent("0/t/p-2", new ExplorationCompleted(Summary)),
        ]),
        new RunStarted(Run with { Critic = new ParameterVersion("critic", 0, "sha256:c") }),
        new StageOpened(-1, ExplorationPurpose.Evaluation),
        new RoundGranted(0, 1, [new BudgetGrant(Spec.Id, Grant)]),
        new StageClosing(0, ExplorationPurpose.Training),
        new StageClosed(0, ExplorationPurpose.Training),
        new IterationLearned(0, Version),
        new UsageRecorded(Usage),
        new RunHeld(RunHold.Stopped),
        new LearnerTookOver(2, "akka://critique/user/learner#1"),
        new RunCompleted(),
        new ParametersPublished(0, Version, 1234, new LearningResult(
            Version, 1234, new Dictionary<AttemptSource, int> { [AttemptSource.Sampled] = 5 }, 3, 20, 0.5, 9999, 1.5)),
        new FollowParameters("policy", 3),
        new BatchTaken(1, [Spec.Id, "1/t/p-2"]),
    ];

    /// <summary>Values with keys that came later than their manifest, by manifest and what they are.</summary>
    public static IReadOnlyDictionary<string, object> Grown { get; } = new Dictionary<string, object>
    {
        ["rollout.ask/stream"] = new Ask<RolloutRequest>(Request with { Partial = PartialAttempts.Restart }),
        ["rollout.finished/stream"] = new Finished<RolloutResult>([new RolloutResult(Request.Id, Carried)]),
        ["critique.ask/stream"] = new Ask<CritiqueRequest>(Criticise with { Partial = PartialAttempts.CarryOver }),
        ["exploration.explore/stream"] = new Explore(Spec with { Partial = PartialAttempts.CarryOver }),
        ["rollout.ask/avoid"] = new Ask<RolloutRequest>(Request with { Basis = Request.Basis! with { Avoid = ["50 + 25 = 70"] } }),
        ["rollout.finished/discarded"] = new Finished<RolloutResult>([new RolloutResult(Request.Id, Attempt with { Discarded = 7 })]),
        ["rollout.finished/verdict"] = new Finished<RolloutResult>([new RolloutResult(Request.Id, Judged), new RolloutResult(Request.Id, Unjudged)]),
        ["journal.exploration.attempts/verdict"] = new AttemptsRecorded(
            Request.Id, [new CheckedAttempt(Judged, false, "it is not 82", "50+25=75", false, 1)], [Unjudged]),
        ["run.progress/held"] = new RunProgress("run", RunPhase.Exploring, 1, 2, 3, 4, 5, 6, 7, 8, 0.5, 1, null, Usage, RunHold.Paused),
        ["exploration.report/stream"] = new ExplorationReport(Spec.Id, 1, true, Summary, 130.5, 3),
        ["exploration.report/discarded"] = new ExplorationReport(Spec.Id, 1, true, Summary, 130.5, null, 7),
        ["journal.learner.published/critic"] = new ParametersPublished(0, Version, 1234, new LearningResult(
            Version, 1234, new Dictionary<AttemptSource, int> { [AttemptSource.Sampled] = 5 }, 3, 20, 0.5, 9999, 1.5,
            new CriticLearning(new ParameterVersion("critic", 3, "sha256:c"), 7, 6, 2, 0.25, 4321, 987, 0.75))),
        ["journal.page/verdict"] = new ExplorationPage(
        [
            new PagedEvent(Spec.Id, new AttemptsRecorded(Request.Id, [new CheckedAttempt(Judged, false, "it is not 82", "50+25=75", false, 1)], [Unjudged])),
        ]),
        ["journal.page/stream"] = new ExplorationPage(
        [
            new PagedEvent(Spec.Id, new ExplorationOpened(Spec with { Partial = PartialAttempts.CarryOver })),
            new PagedEvent(Spec.Id, new AttemptsRecorded(Request.Id, [new CheckedAttempt(Carried, true, null, "25+50=75", true, 1)])),
        ]),
    };

    public static RolloutRequest Rollout(string id, int version = 0) =>
        new(id, Problem, new StreamKey(1, 0, id), [0, 1], null, new SamplingOptions(1, 1, 0, 10), version);

    public static RolloutResult Result(string request, int index) => new(request, Attempt with { Index = index });

    /// <summary>A reference that stands for somebody and leads nowhere.</summary>
    public static IActorRef Ref(string name) => new Somebody(name);

    private sealed class Somebody(string name) : MinimalActorRef
    {
        public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "samples")) / name;

        public override IActorRefProvider Provider => throw new NotSupportedException();
    }
}
