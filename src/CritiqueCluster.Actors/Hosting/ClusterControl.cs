using Akka.Actor;
using Akka.Cluster;
using Akka.Hosting;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Work;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Exploration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>What an operator can ask of a cluster, through any node of it that has started.</summary>
/// <param name="host">The node.</param>
public sealed class ClusterControl(IHost host)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How things stand. What does not answer within some seconds is left out.</summary>
    public async Task<ClusterStatus> StatusAsync()
    {
        var progress = AskAsync<RunProgress>(NodeHost.RunOf(host), new DescribeRun());
        var work = await Task.WhenAll(
            AskAsync<WorkDescription>(Ref<Dispatcher<RolloutRequest, RolloutResult>>(), new DescribeWork()),
            AskAsync<WorkDescription>(Ref<Dispatcher<CritiqueRequest, CritiqueResult>>(), new DescribeWork()));
        return new ClusterStatus(await progress, Nodes(), [.. work.OfType<WorkDescription>()]);
    }

    /// <summary>Pauses the run, stops it, or lets it go on.</summary>
    /// <returns>How the run is held now: a run that has ended is not.</returns>
    /// <exception cref="EnvironmentException">Whoever leads the run does not answer.</exception>
    public async Task<RunHold> HoldAsync(RunHold hold) => await AskAsync<HoldTaken>(NodeHost.RunOf(host), new HoldRun(hold)) is { } taken
        ? taken.Hold
        : throw new EnvironmentException("Whoever leads the run does not answer; when a core node was lost, it takes half a minute until another leads it. Try again.");

    /// <summary>Has a node finish or hand back what it holds, leave the cluster and end.</summary>
    /// <param name="node">Its address, as the status shows it.</param>
    /// <exception cref="ConfigurationException">There is no such node, or it may not go.</exception>
    /// <exception cref="EnvironmentException">It does not answer.</exception>
    public async Task DrainAsync(string node)
    {
        var cluster = Cluster.Get(System);
        var member = cluster.State.Members.FirstOrDefault(m => NodeNames.Of(m.Address) == node)
            ?? throw new ConfigurationException($"There is no node {node}; there are {string.Join(", ", cluster.State.Members.Select(m => NodeNames.Of(m.Address)))}.");
        var actor = System.ActorSelection(new RootActorPath(member.Address) / "user" / NodeActor.Name);
        var answer = await AskAsync<NodeDraining>(actor, new DrainNode())
            ?? throw new EnvironmentException($"The node {node} does not answer.");
        if (answer.Refusal.Length > 0)
            throw new ConfigurationException($"The node {node} stays: {answer.Refusal}.");
    }

    private ActorSystem System => host.Services.GetRequiredService<ActorSystem>();

    private IActorRef Ref<T>() => host.Services.GetRequiredService<IRequiredActor<T>>().ActorRef;

    private List<NodeStatus> Nodes()
    {
        var state = Cluster.Get(System).State;
        var oldest = state.Members.Where(m => m.HasRole(Roles.Core) && m.Status == MemberStatus.Up).Aggregate(default(Member), (a, b) => a is null || b.IsOlderThan(a) ? b : a);
        return [.. state.Members.Select(m => new NodeStatus(
            NodeNames.Of(m.Address), [.. Roles.All.Where(m.HasRole)], state.Unreachable.Contains(m) ? "unreachable" : m.Status.ToString().ToLowerInvariant(), m.Equals(oldest)))];
    }

    private static async Task<T?> AskAsync<T>(ICanTell whom, object question)
        where T : class
    {
        try
        {
            return await whom.Ask<T>(question, Patience);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
