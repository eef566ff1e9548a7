namespace CritiqueCluster.Benchmarks.Faults;

/// <summary>What is killed, how, and how soon it is noticed.</summary>
/// <param name="Roles">Of what may be killed; empty: nothing is.</param>
/// <param name="Kills">Kills of one run at most.</param>
/// <param name="Every">Mean time between two kills; each pause is from a half to one and a half of it.</param>
/// <param name="Pause">A silent node is suspected after this long.</param>
/// <param name="Stable">And given up after this much longer.</param>
/// <param name="KeepPorts">Whether what is started again gets the actor port that it had.</param>
internal sealed record KillPlan(IReadOnlyList<string> Roles, int Kills, TimeSpan Every, TimeSpan Pause, TimeSpan Stable, bool KeepPorts)
{
    /// <summary>All roles that processes have.</summary>
    public static IReadOnlyList<string> AllRoles { get; } = ["core", "learner", "rollout", "critic"];

    /// <summary>Of three core nodes one may be lost: the next may be killed once the others have given up the one before.</summary>
    public TimeSpan BetweenCores => Pause + Stable + TimeSpan.FromSeconds(4);

    /// <summary>The Akka settings that say so.</summary>
    public string Hocon => FormattableString.Invariant($$"""
        akka.cluster.failure-detector.acceptable-heartbeat-pause = {{Pause.TotalSeconds}}s
        akka.cluster.split-brain-resolver.stable-after = {{Stable.TotalSeconds}}s
        akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = 15s
        """);
}
