using System.Globalization;

using Akka.Actor;

using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Exploration;
using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Benchmarks.Coordination;

/// <summary>Keeps a number of requests of eight attempts outstanding.</summary>
internal abstract class Feeder : ReceiveActor
{
    public const int Attempts = 8;

    /// <summary>Tokens of an attempt in the default recipe.</summary>
    public const int Tokens = 18;

    private readonly int _window;
    private long _asked;
    private long _left;
    private Go _go = new(0, () => { });

    protected Feeder(int window)
    {
        _window = window;
        Receive<Go>(OnGo);
    }

    /// <summary>Sends one request on its way.</summary>
    protected abstract void Ask(RolloutRequest request);

    protected void OnAnswer()
    {
        if (--_left == 0)
            _go.Done();
        else if (_left >= _window)
            AskNext();
    }

    private void OnGo(Go go)
    {
        (_go, _left) = (go, go.Requests);
        for (var i = 0; i < Math.Min(_window, go.Requests); i++)
            AskNext();
    }

    private void AskNext()
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"countdown-4-{_asked++:D6}");
        Ask(new RolloutRequest(
            $"0/t/{id}/r0/a", new Problem(id, "3 7 25 50 -> 82", "82", "countdown", "4 numbers", "50 + 25 = 75\n75 + 7 = 82"), new StreamKey(1, 0, id),
            [.. Enumerable.Range(0, Attempts)], null, new SamplingOptions(0.7, 1, 0, 1000), -1));
    }

    /// <summary>Have so many requests answered.</summary>
    /// <param name="Requests">How many.</param>
    /// <param name="Done">Called when all are.</param>
    internal sealed record Go(long Requests, Action Done) : INoSerializationVerificationNeeded;
}

/// <summary>Asks a dispatcher, as explorations do.</summary>
internal sealed class AskingFeeder : Feeder
{
    private readonly IActorRef _dispatcher;

    public AskingFeeder(IActorRef dispatcher, int window)
        : base(window)
    {
        _dispatcher = dispatcher;
        Receive<Answered<RolloutResult>>(_ => OnAnswer());
    }

    protected override void Ask(RolloutRequest request) => _dispatcher.Tell(new Ask<RolloutRequest>(request));
}

/// <summary>Sends leases straight to who answers each at once, by turns: no dispatcher, no worker, no engine.</summary>
internal sealed class EchoFeeder : Feeder
{
    private readonly IReadOnlyList<IActorRef> _echoes;
    private long _number;

    public EchoFeeder(IReadOnlyList<IActorRef> echoes, int window)
        : base(window)
    {
        _echoes = echoes;
        Receive<Finished<RolloutResult>>(_ => OnAnswer());
    }

    protected override void Ask(RolloutRequest request) =>
        _echoes[(int)(++_number % _echoes.Count)].Tell(new Lease<RolloutRequest>(DateTime.UnixEpoch.Ticks + _number, request));
}

/// <summary>Answers a lease at once with results that it has.</summary>
internal sealed class Echo : ReceiveActor
{
    public Echo(IReadOnlyList<Attempt> attempts) => Receive<Lease<RolloutRequest>>(lease =>
        Sender.Tell(new Finished<RolloutResult>([.. attempts.Select(a => new RolloutResult(lease.Request.Id, a))])));
}
