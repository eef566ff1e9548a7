namespace CritiqueCluster.Actors.Journal.Stores;

/// <summary>For whom a run is taken.</summary>
public enum ClaimKind
{
    /// <summary>For this process: no other has it.</summary>
    Alone,

    /// <summary>For a cluster that this process founds: no process has it now, and members may take it from now on.</summary>
    Founder,

    /// <summary>For a cluster that this process joins: no process has it alone.</summary>
    Member,
}
