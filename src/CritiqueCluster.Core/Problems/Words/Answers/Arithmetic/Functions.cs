namespace CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;

/// <summary>The functions that can be computed, and the spellings that lead to them.</summary>
internal static class Functions
{
    /// <summary>The degree sign behind a number: <c>Degree(x)</c> is x, but x·π/180 inside a trigonometric function.</summary>
    public const string Degree = "degree";

    /// <summary>The percent sign behind a number.</summary>
    public const string Percent = "percent";

    public const string Factorial = "factorial";
    public const string Binomial = "binom";

    /// <summary><c>Root(x, n)</c>: the n-th root; of a negative number and odd n the real one.</summary>
    public const string Root = "root";

    /// <summary><c>Log(x, b)</c>: the logarithm to the base b.</summary>
    public const string Log = "log";

    /// <summary><c>cis(x)</c> is cos(x) + i·sin(x), and is replaced by that when it is read.</summary>
    public const string Cis = "cis";

    /// <summary>Both signs at once; replaced by two expressions before anything is computed.</summary>
    public const string PlusMinus = "pm";

    /// <summary>The opposite signs of <see cref="PlusMinus"/>.</summary>
    public const string MinusPlus = "mp";

    private static readonly HashSet<string> Names =
    [
        "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "arccot", "arcsec", "arccsc", "sinh", "cosh", "tanh",
        "arcsinh", "arccosh", "arctanh", "exp", "ln", "log", "lg", "lb", "abs", "sqrt", "cbrt", "floor", "ceil", "max", "min", "gcd", "lcm",
        "Re", "Im", Cis,
    ];

    /// <summary>The function that a word or command names; null if it names none.</summary>
    public static string? Named(string word) => word switch
    {
        "tg" => "tan",
        "ctg" => "cot",
        "cosec" => "csc",
        "asin" or "acos" or "atan" => "arc" + word[1..],
        "arctg" => "arctan",
        _ => Names.Contains(word) ? word : null,
    };

    /// <summary>Whether the argument is an angle.</summary>
    public static bool TakesAngle(string name) => name is "sin" or "cos" or "tan" or "cot" or "sec" or "csc";

    /// <summary>The inverse of a trigonometric function, written <c>\sin^{-1}</c>; null if there is none.</summary>
    public static string? InverseOf(string name) => name switch
    {
        "sin" or "cos" or "tan" or "cot" or "sec" or "csc" or "sinh" or "cosh" or "tanh" => "arc" + name,
        _ => null,
    };
}
