using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Actors.Journal.Stores;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>The roles that a node can have.</summary>
public static class Roles
{
    public const string Core = "core";
    public const string Rollout = "rollout";
    public const string Critic = "critic";
    public const string Learner = "learner";

    public static IReadOnlyList<string> All { get; } = [Core, Rollout, Critic, Learner];
}

/// <summary>One node of the cluster.</summary>
public sealed record NodeSettings
{
    /// <summary>The actor system's name: the same on all nodes.</summary>
    public const string SystemName = "critique";

    /// <summary>What it does.</summary>
    public IReadOnlyList<string> Roles { get; init; } = Hosting.Roles.All;

    /// <summary>Address that others reach it at.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>Seed nodes as <c>host:port</c>, the same list in the same order on every node; empty: a cluster of its own.</summary>
    public IReadOnlyList<string> Seeds { get; init; } = [];

    /// <summary>Whether other nodes may join the cluster that this one founds.</summary>
    public bool Open { get; init; }

    /// <summary>Nodes speak with each other over TLS, and each must show a certificate; null: in the clear, with anybody.</summary>
    public NodeCertificates? Certificates { get; init; }

    /// <summary>Where the run's events are kept, and the key that they are filed under. Roles core and learner need it.</summary>
    public JournalStore? Journal { get; init; }

    /// <summary>A worker silent for this long loses its leases.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>An exploration asks again for what did not come after this long.</summary>
    public TimeSpan AskAgain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The run sends again what was not answered after this long; also keeps explorations that wait awake.</summary>
    public TimeSpan SendAgain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a worker tells its dispatcher that it is alive.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Who may have the run beside this process.</summary>
    internal ClaimKind Claim => Seeds.Count > 0 ? ClaimKind.Member : Open ? ClaimKind.Founder : ClaimKind.Alone;

    /// <summary>HOCON that goes before everything else; for tests and operators.</summary>
    public string Overrides { get; init; } = "";
}
