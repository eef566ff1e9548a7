namespace CritiqueCluster.Core.Generation;

/// <summary>
/// The one document that policy and critic read and write, part by part: statement, solution, critique, refinement. Each part
/// is the completion of the text before it, so a critic trained from a policy meets nothing new but its own part.
/// </summary>
public static class PromptFormat
{
    /// <summary>Heads the critique.</summary>
    public const string CritiqueHeading = "Critique:";

    /// <summary>Heads the refinement.</summary>
    public const string RefinementHeading = "Refinement:";

    /// <summary>What a solution completes.</summary>
    public static string Solve(string statement) => $"{statement}\n";

    /// <summary>What a critique completes.</summary>
    public static string Criticise(string statement, string solution) => $"{Solve(statement)}{solution}\n{CritiqueHeading}\n";

    /// <summary>What a rewritten solution completes.</summary>
    public static string Rewrite(string statement, string solution, string critique) =>
        $"{Criticise(statement, solution)}{critique}\n{RefinementHeading}\n";
}
