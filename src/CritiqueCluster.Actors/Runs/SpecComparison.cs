using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Actors.Serialization;

namespace CritiqueCluster.Actors.Runs;

/// <summary>Whether a run that exists is the one that is asked for.</summary>
internal static class SpecComparison
{
    /// <summary>What differs, in words; null if nothing does.</summary>
    public static string? Difference(RunSpec known, RunSpec wanted)
    {
        if (Codec.Encode(new StartRun(known)).AsSpan().SequenceEqual(Codec.Encode(new StartRun(wanted))))
            return null;
        return known switch
        {
            _ when known.Run != wanted.Run => $"the run is named {known.Run}, not {wanted.Run}",
            _ when known.Policy != wanted.Policy => $"the base policy was {known.Policy.Hash} and is now {wanted.Policy.Hash}",
            _ when known.Critic != wanted.Critic => $"the critic was {known.Critic?.Hash ?? "exact"} and is now {wanted.Critic?.Hash ?? "exact"}",
            _ when !known.Train.SequenceEqual(wanted.Train) => "its training problems have changed",
            _ when !known.HeldOut.SequenceEqual(wanted.HeldOut) => "its held-out problems have changed",
            _ => "its recipe has changed",
        };
    }
}
