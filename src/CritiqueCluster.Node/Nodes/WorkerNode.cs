using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core.Models.Runtime;
using CritiqueCluster.Core.Problems;
using CritiqueCluster.Node.Engines;
using CritiqueCluster.Node.Parameters;

using Microsoft.Extensions.Logging;

namespace CritiqueCluster.Node.Nodes;

/// <summary>What a worker is.</summary>
/// <param name="Join">The node that leads the run: its HTTP address.</param>
/// <param name="Self">Where others reach this node, for parameters; its port for actors is any free one.</param>
/// <param name="Roles">rollout, critic, or both.</param>
/// <param name="Device">Where its models run; null: as the recipe says.</param>
/// <param name="Threads">Threads of libtorch; null: as many as the run has, which its hashes depend on.</param>
/// <param name="Cache">Gets the parameters that are fetched.</param>
/// <param name="Certificates">How the other nodes are known; null: they are not.</param>
internal sealed record WorkerOptions(
    NodeAddress Join, NodeAddress Self, IReadOnlyList<string> Roles, string? Device, int? Threads, string Cache, NodeCertificates? Certificates);

/// <summary>A process that works for the runs of another node: joins one, serves it to its end, and waits for the next.</summary>
internal sealed class WorkerNode(WorkerOptions options, Action<string> say) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Looks without an answer after which the run's node is taken to be gone.</summary>
    private const int MostMisses = 5;

    private readonly HttpClient _http = new(PeerLink.Handler(options.Certificates)) { Timeout = TimeSpan.FromSeconds(5) };
    private bool _brokenOff;

    private Uri Door => At("run");

    /// <summary>Works until it is interrupted.</summary>
    /// <param name="once">Ends after one run.</param>
    /// <param name="logging">Where the actors' log goes; null: nowhere.</param>
    /// <param name="interrupted">Hands back what it holds and leaves.</param>
    public async Task RunAsync(bool once, Action<ILoggingBuilder>? logging, CancellationToken interrupted)
    {
        say($"waiting for a run at {Door.Authority}");
        do
        {
            RunDescription? run;
            while ((run = await LookAsync(interrupted)) is null)
                await Task.Delay(Interval, interrupted);
            say($"working for {run.Run} as {string.Join(" and ", options.Roles)}");
            await ServeAsync(run, logging, interrupted);
            say($"{run.Run} is over");
        }
        while (!once);
    }

    public void Dispose() => _http.Dispose();

    private async Task ServeAsync(RunDescription run, Action<ILoggingBuilder>? logging, CancellationToken interrupted)
    {
        TorchRuntime.UseThreads(options.Threads ?? run.Threads);
        await using var parameters = await NodeParameters.StartAsync(options.Cache, options.Self, options.Certificates, null, say);
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = NodeHost.Of(
            new NodeSettings { Roles = options.Roles, Host = options.Self.Host, Seeds = [run.Seed], Certificates = options.Certificates },
            PartsOf(run, parameters) with { OnFailure = failure => failed.TrySetException(failure.Reason) }, logging);
        await host.StartAsync(interrupted);
        try
        {
            var misses = 0;
            while (misses < MostMisses)
            {
                await await Task.WhenAny(failed.Task, Task.Delay(Interval, interrupted)); // throws what stops it
                misses = (await LookAsync(interrupted))?.Run == run.Run ? 0 : misses + 1;
            }
        }
        finally
        {
            await host.StopAsync(CancellationToken.None); // leaves the cluster, so that what it holds goes to others at once
        }
    }

    private async Task<RunDescription?> LookAsync(CancellationToken interrupted)
    {
        try
        {
            using var answer = await _http.GetAsync(Door, interrupted);
            return answer.IsSuccessStatusCode ? RunDescription.Parse(await answer.Content.ReadAsStringAsync(interrupted), Door.Authority) : null;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !interrupted.IsCancellationRequested)
        {
            if (e is HttpRequestException { HttpRequestError: not HttpRequestError.ConnectionError and not HttpRequestError.NameResolutionError } broken)
                SayBrokenOff(broken);
            return null;
        }
    }

    /// <summary>Somebody is there, and will not have it: once is enough, since it may still be put right at the other end.</summary>
    private void SayBrokenOff(HttpRequestException broken)
    {
        if (_brokenOff)
            return;
        _brokenOff = true;
        var reason = broken.GetBaseException().Message.TrimEnd('.');
        say(options.Certificates is null
            ? $"{Door.Authority} breaks the connection off ({reason}): if its nodes have certificates, this one needs --certificates, too"
            : $"{Door.Authority} breaks the connection off ({reason}): both nodes need --certificates, of one issuer");
    }

    private Uri At(string path) => new UriBuilder(PeerLink.SchemeOf(options.Certificates), options.Join.Host, options.Join.Port, path).Uri;

    private NodeParts PartsOf(RunDescription run, NodeParameters parameters)
    {
        var recipe = options.Device is { } device
            ? run.Recipe with { Policy = run.Recipe.Policy with { Device = device }, Critic = run.Recipe.Critic with { Device = device } }
            : run.Recipe;
        var checker = ProblemSources.CheckerOf(run.Kind, recipe.Problems);
        return new NodeParts
        {
            Rollouts = () => LocalEngines.EmptyPolicy(recipe, checker),
            Critics = () => LocalEngines.EmptyCritic(recipe, checker),
            Known = [.. run.Models.Select(version => new ParametersAnnounced(
                version, At(FormattableString.Invariant($"parameters/{version.Model}/{version.Step}")).AbsoluteUri))],
            Fetcher = parameters.Fetcher,
            Offer = parameters.Server.Offer,
            OnNote = say,
        };
    }
}
