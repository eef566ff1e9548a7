using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Node.Control;
using CritiqueCluster.Node.Runs;

using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace CritiqueCluster.Node.Nodes;

/// <summary>How the process that leads a run lets others in.</summary>
/// <param name="Listen">Where they ask, over HTTP; null: nobody joins.</param>
/// <param name="Roles">What this process does itself; the learner is among it.</param>
/// <param name="Join">Nodes that may still be at this run, when it goes on; empty: nobody is.</param>
/// <param name="Certificates">How they are known; null: they are not.</param>
/// <param name="ActorPort">Port of the actors; 0: any free one.</param>
/// <param name="Overrides">HOCON that goes before everything else.</param>
/// <param name="Routes">Adds what else it answers over HTTP; null: nothing.</param>
internal sealed record RunDoorOptions(
    NodeAddress? Listen, IReadOnlyList<string> Roles, IReadOnlyList<NodeAddress> Join, NodeCertificates? Certificates = null, int ActorPort = 0, string Overrides = "",
    Action<IEndpointRouteBuilder>? Routes = null)
{
    /// <summary>Everything in this process, and nobody else.</summary>
    public static RunDoorOptions Closed { get; } = new(null, Actors.Hosting.Roles.All, []);
}

/// <summary>Says to other nodes what the run is, and gives them parameters.</summary>
internal sealed class RunDoor : IAsyncDisposable
{
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("critique-door-");
    private NodeParameters _parameters = null!;
    private readonly ControlRoutes _control = new("The run there is about to begin, or has just ended: ask again in a moment.");

    private RunDoor() { }

    /// <summary>Where workers ask.</summary>
    public Uri Address => _parameters.Server.Address;

    /// <summary>Begins to listen; until it is opened, it says that there is no run.</summary>
    /// <exception cref="Core.EnvironmentException">The address is taken, or not this machine's.</exception>
    public static async Task<RunDoor> ListenAsync(RunDoorOptions options, RunFile file, Action<string> note)
    {
        var door = new RunDoor();
        door._parameters = await NodeParameters.StartAsync(door._scratch.FullName, options.Listen!, options.Certificates, (Action<IEndpointRouteBuilder>)door._control.Map + options.Routes, note);
        foreach (var model in new[] { file.Policy, file.Critic }.OfType<RunModel>())
            door._parameters.Server.Offer(model.Version, model.Folder);
        return door;
    }

    /// <summary>Parts that give and take parameters over HTTP.</summary>
    public NodeParts With(NodeParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return parts with { Fetcher = _parameters.Fetcher, Offer = _parameters.Server.Offer };
    }

    /// <summary>From now on others may join, and operators ask.</summary>
    public void Open(RunDescription run, IHost node) => _control.Open(run.ToJson(), new ClusterControl(node));

    /// <summary>From now on there is no run.</summary>
    public void Close() => _control.Close();

    public async ValueTask DisposeAsync()
    {
        await _parameters.DisposeAsync();
        _scratch.Delete(recursive: true);
    }
}
