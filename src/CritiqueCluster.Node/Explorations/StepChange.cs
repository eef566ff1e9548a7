namespace CritiqueCluster.Node.Explorations;

/// <summary>A step of a refinement against those of the attempt that it refines.</summary>
/// <param name="Step">The step's sentence.</param>
/// <param name="Kept">It stands in the attempt, too, as do all steps before it.</param>
internal sealed record StepChange(string Step, bool Kept)
{
    /// <summary>What a refinement kept and what it changed.</summary>
    public static IReadOnlyList<StepChange> Between(IReadOnlyList<string> attempt, IReadOnlyList<string> refinement)
    {
        var same = attempt.Zip(refinement, (before, after) => before == after).TakeWhile(equal => equal).Count();
        return [.. refinement.Select((step, index) => new StepChange(step, index < same))];
    }
}
