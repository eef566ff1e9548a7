using Akka.Actor;
using Akka.TestKit.Xunit2;
using CritiqueCluster.Actors.Journal;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Runs;
using CritiqueCluster.Actors.Tests.Fakes;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Actors.Tests.Runs;

/// <summary>A run actor that is killed again and again while explorations and learner answer in any order.</summary>
public sealed class RunActorStreamTests : TestKit
{
    private readonly FakeRun _fake;

    public RunActorStreamTests()
        : this(new FakeRun()) { }

    private RunActorStreamTests(FakeRun fake)
        : base(StrictConfig.WithJournal(fake.Folder), "stream") => _fake = fake;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(4, 4)]
    public async Task Should_take_every_exploration_once_and_none_too_late_wherever_it_is_killed(int seed, int staleness)
    {
        var spec = FakeRun.Stream(problems: 7, heldOut: 2, tasks: 8, batch: 3, staleness: staleness);
        var others = new Others(seed);
        var actor = Sys.ActorOf(Props.Create(() => new OthersActor(others)));
        var random = new SplitMix64((ulong)seed);
        for (var deaths = 0; deaths < 12; deaths++)
        {
            var run = Start(spec, actor);
            var until = others.Answers + 1 + random.Below(14);
            await AwaitConditionAsync(() => Task.FromResult(others.Answers >= until || others.Published == 8), TimeSpan.FromSeconds(30));
            await WatchAsync(run);
            run.Tell(Kill.Instance);
            await ExpectTerminatedAsync(run);
        }
        Start(spec, actor).Tell(new WatchRun());
        await FishForMessageAsync(m => m is RunEnded, TimeSpan.FromSeconds(30));

        var events = new JournalReader(_fake.Folder).Entries().Select(e => e.Event).ToList();
        var batches = events.OfType<BatchTaken>().ToList();
        Assert.Equal(Enumerable.Range(0, 8), batches.Select(b => b.Iteration));
        Assert.All(batches, b => Assert.Equal(3, b.Explorations.Count));
        Assert.All(batches, b => Assert.All(b.Explorations, id => Assert.InRange(others.Oldest[id], b.Iteration - staleness, b.Iteration)));
        Assert.Equal(others.Oldest.Keys.Where(id => id.Contains("/t/", StringComparison.Ordinal)).Order(), batches.SelectMany(b => b.Explorations).Order());
        Assert.Single(events.OfType<RunCompleted>());
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _fake.Dispose();
    }

    private IActorRef Start(RunSpec spec, IActorRef others)
    {
        var parts = new RunParts("run", others, others, [], null, TimeSpan.FromMilliseconds(300));
        var run = Sys.ActorOf(Props.Create(() => new RunActor(parts)));
        run.Tell(new StartRun(spec), ActorRefs.NoSender);
        return run;
    }

    /// <summary>What explorations and learner know: it survives the run actor.</summary>
    private sealed class Others(int seed) : INoSerializationVerificationNeeded
    {
        private SplitMix64 _random = new((ulong)seed);
        private volatile int _answers;

        /// <summary>The oldest version that has sampled a token, decided when an exploration begins.</summary>
        public Dictionary<string, int> Oldest { get; } = [];

        public Dictionary<string, (int Round, bool Completed)> Explorations { get; } = [];

        public int Published { get; private set; }

        public int Answers => _answers;

        public int Below(int bound) => _random.Below(bound);

        public object AnswerTo(object message)
        {
            _answers++;
            switch (message)
            {
                case Explore { Spec: var spec } when Explorations.TryAdd(spec.Id, (0, false)):
                    Oldest[spec.Id] = spec.PolicyVersion + _random.Below(Published - spec.PolicyVersion + 1);
                    break;
                case GrantTokens { Grant: var grant } granted when Explorations[granted.Exploration] is { Completed: false, Round: var round } && grant.Round == round + 1:
                    Explorations[granted.Exploration] = (grant.Round, false);
                    break;
                case EndExploration { Exploration: var id }:
                    Explorations[id] = (Explorations[id].Round, true);
                    break;
                case Learn { Iteration: var task }:
                    Published = Math.Max(Published, task + 1);
                    return new Learned(task, new ParameterVersion("policy", task + 1, $"sha256:{task}"));
            }
            return ReportOf(((IForExploration)message).Exploration);
        }

        private ExplorationReport ReportOf(string id)
        {
            var (round, completed) = Explorations[id];
            var tokens = 60 * (round + 1);
            return new ExplorationReport(
                id, round, completed, new ExplorationSummary(id, "p", round, 4, tokens, 0, 0, 0, 0, 3, 3, 1, 0), 1, completed ? Oldest[id] : null);
        }
    }

    /// <summary>Answers one of the messages that it has, whichever.</summary>
    private sealed class OthersActor : ReceiveActor, IWithTimers
    {
        private readonly List<(object Message, IActorRef From)> _pending = [];

        public OthersActor(Others others)
        {
            Receive<Answer>(_ =>
            {
                if (_pending.Count == 0)
                    return;
                var chosen = others.Below(_pending.Count);
                var (message, from) = _pending[chosen];
                _pending.RemoveAt(chosen);
                from.Tell(others.AnswerTo(message));
            });
            ReceiveAny(message => _pending.Add((message, Sender)));
        }

        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartPeriodicTimer("answer", Answer.Instance, TimeSpan.FromMilliseconds(2));

        private sealed class Answer : INoSerializationVerificationNeeded
        {
            public static readonly Answer Instance = new();
        }
    }
}
