using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Runs;
using CritiqueCluster.Actors.Work;
using CritiqueCluster.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>A host with nothing in it but one node.</summary>
public static class NodeHost
{
    /// <summary>Makes it; it is not started yet.</summary>
    /// <param name="settings">The node.</param>
    /// <param name="parts">What its actors work with.</param>
    /// <param name="logging">Where log lines go; null: nowhere.</param>
    public static IHost Of(NodeSettings settings, NodeParts parts, Action<ILoggingBuilder>? logging)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddLogging(log => logging?.Invoke(log));
        builder.Services.AddCritiqueCluster(settings, parts);
        return builder.Build();
    }

    /// <summary>Where other nodes join the cluster of a node that has started, as <c>host:port</c>.</summary>
    public static string SeedOf(IHost host) => NodeNames.Of(Cluster.Get(SystemOf(host)).SelfAddress);

    /// <summary>Whoever leads the run, on whichever node.</summary>
    internal static IActorRef RunOf(IHost host) => host.Services.GetRequiredService<IRequiredActor<RunActor>>().ActorRef;

    /// <summary>Follows the run to its end, on whichever node it is led.</summary>
    /// <param name="host">A node that has started.</param>
    /// <param name="progress">Called now and then, one call at a time.</param>
    /// <param name="completion">Ends with the run.</param>
    public static void Watch(IHost host, Action<RunProgress> progress, TaskCompletionSource completion) =>
        SystemOf(host).ActorOf(Props.Create(() => new RunWatcher(RunOf(host), progress, completion)).WithDeploy(Deploy.Local));

    /// <summary>
    /// Waits until a node is a member of its cluster. Before that it must send nobody to it: nodes that send each other to each other, and
    /// are all waiting to be let in, wait for ever.
    /// </summary>
    /// <param name="host">A node that has started.</param>
    /// <param name="completion">Ends the waiting, with its reason.</param>
    public static async Task JoinedAsync(IHost host, Task completion)
    {
        var joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Cluster.Get(SystemOf(host)).RegisterOnMemberUp(() => joined.TrySetResult());
        await await Task.WhenAny(joined.Task, completion);
    }

    /// <summary>A node whose actor system ends by itself is out of the cluster: whoever runs the process starts it again.</summary>
    /// <param name="host">A node that has started.</param>
    /// <param name="completion">Fails then.</param>
    public static void FailWhenOut(IHost host, TaskCompletionSource completion) => SystemOf(host).WhenTerminated.ContinueWith(
        _ => completion.TrySetException(new EnvironmentException("This node is out of the cluster: it found none, most core nodes are gone, or after a partition the others went on without it. Start it again.")),
        TaskScheduler.Default);

    /// <summary>Has the node's workers finish what their engines have and hand back the rest, without blame.</summary>
    /// <param name="host">A node that has started.</param>
    /// <param name="limit">What is not finished by then goes to others when the node leaves.</param>
    public static async Task DrainAsync(IHost host, TimeSpan limit)
    {
        var system = SystemOf(host);
        try
        {
            await Task.WhenAll(WorkKinds.Names.Select(kind => DrainAsync(system, $"/user/{Wiring.WorkerOf(kind)}", limit)));
        }
        catch (TaskCanceledException)
        {
            // The limit is over.
        }
    }

    private static async Task DrainAsync(ActorSystem system, string worker, TimeSpan limit)
    {
        try
        {
            await (await system.ActorSelection(worker).ResolveOne(TimeSpan.FromSeconds(1))).GracefulStop(limit, new DrainWorker());
        }
        catch (ActorNotFoundException)
        {
            // Not among the node's roles.
        }
    }

    private static ActorSystem SystemOf(IHost host) => host.Services.GetRequiredService<ActorSystem>();

    /// <summary>Signals are the program's business, not the host's.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
