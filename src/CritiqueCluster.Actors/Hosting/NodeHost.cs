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

    /// <summary>Signals are the program's business, not the host's.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
