using Akka.Actor;
using Akka.Cluster.Hosting;
using Akka.Configuration;
using Akka.Event;
using Akka.Hosting;
using Akka.Remote.Hosting;
using CritiqueCluster.Actors.Journal.Stores;
using CritiqueCluster.Actors.Serialization;
using Microsoft.Extensions.DependencyInjection;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>Adds a node of the cluster to a host.</summary>
public static class CritiqueClusterHosting
{
    /// <summary>Adds the actor system with all actors of the node's roles.</summary>
    public static IServiceCollection AddCritiqueCluster(this IServiceCollection services, NodeSettings settings, NodeParts parts)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return services.AddAkka(NodeSettings.SystemName, builder => builder.AddCritiqueCluster(settings, parts));
    }

    /// <summary>Adds roles, serializers, split brain resolver, journal and actors.</summary>
    public static AkkaConfigurationBuilder AddCritiqueCluster(
        this AkkaConfigurationBuilder builder, NodeSettings settings, NodeParts parts)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
        builder
            .AddHocon(ConfigurationOf(settings), HoconAddMode.Prepend)
            .WithCustomSerializer("wire", Manifests.Bound, system => new WireSerializer(system))
            .WithRemoting(RemotingOf(settings))
            .WithClustering(new ClusterOptions { Roles = [.. settings.Roles], SeedNodes = SeedsOf(settings) })
            .WithActors((system, registry) => new Wiring(system, settings, parts).Start(registry));
        if (settings.Seeds.Count == 0)
            builder.AddStartup((system, _) => JoinSelf(system));
        return builder;
    }

    internal static Config ConfigurationOf(NodeSettings settings)
    {
        var config = ConfigurationFactory.ParseString(settings.Overrides);
        if (settings.Roles.Contains(Roles.Core) || settings.Roles.Contains(Roles.Learner))
            config = config.WithFallback(JournalOf(settings).Settings).WithFallback(AkkaFiles.Read("journal"));
        if (settings.Roles.Contains(Roles.Core))
            config = config.WithFallback(AkkaFiles.Read("core"));
        if (settings.Roles.Any(role => role != Roles.Core))
            config = config.WithFallback(AkkaFiles.Read("worker"));
        if (settings.Seeds.Count == 0 && !settings.Open)
            config = config.WithFallback(AkkaFiles.Read("single"));
        return config.WithFallback(AkkaFiles.Read("common"));
    }

    internal static JournalStore JournalOf(NodeSettings settings) =>
        settings.Journal ?? throw new ArgumentException($"The roles {string.Join(", ", settings.Roles)} need a journal.", nameof(settings));

    private static RemoteOptions RemotingOf(NodeSettings settings)
    {
        var options = new RemoteOptions { HostName = settings.Host, PublicHostName = settings.Host, Port = settings.Port };
        if (settings.Certificates is not { } certificates)
            return options;
        options.EnableSsl = true;
        options.Ssl = new SslOptions
        {
            X509Certificate = certificates.Own,
            RequireMutualAuthentication = true,
            CustomValidator = (shown, _, peer, _, log) =>
            {
                var refusal = certificates.Refusal(shown);
                if (refusal is not null)
                    log.Warning("{0} is refused: {1}", peer, refusal);
                return refusal is null;
            },
        };
        return options;
    }

    private static string[] SeedsOf(NodeSettings settings)
    {
        var scheme = settings.Certificates is null ? "akka.tcp" : "akka.ssl.tcp";
        return [.. settings.Seeds.Select(seed => $"{scheme}://{NodeSettings.SystemName}@{seed}")];
    }

    /// <summary>A cluster of one has no seed to wait for.</summary>
    private static Task JoinSelf(ActorSystem system)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        return cluster.JoinAsync(cluster.SelfAddress);
    }
}
