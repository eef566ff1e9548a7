namespace CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

/// <summary>
/// Bounds what one comparison may cost. It counts operations and not time, so a verdict does not depend on how busy the machine is.
/// </summary>
/// <param name="operations">How many operations at 256 bits may be done.</param>
internal sealed class WorkBudget(long operations)
{
    private long _left = operations * 256;

    /// <summary>Whether it is spent: what was not decided until then counts as unequal.</summary>
    public bool IsSpent => _left <= 0;

    /// <summary>Takes one operation off; false if none is left.</summary>
    /// <param name="bits">The precision of the operation.</param>
    public bool Spend(int bits)
    {
        _left -= bits < 1024 ? bits : (long)bits * bits / 1024; // multiplication grows with the square
        return _left > 0;
    }
}
