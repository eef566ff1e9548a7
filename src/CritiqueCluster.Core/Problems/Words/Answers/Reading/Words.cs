namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Tells units and other words from variables.</summary>
internal static class Words
{
    /// <summary>Letters that are often variables: two or three of them side by side are a product, and no word.</summary>
    private const string VariableLetters = "abcdfghjklmnpqrstuvwxyz";

    private static readonly string[] Triples = ["abc", "xyz", "pqr", "kmn", "rst", "uvw", "mnp"];

    private const string UnitLetters = "mshgLlJNWVACFKt";

    private static readonly HashSet<string> Units =
    [
        "mm", "cm", "dm", "km", "nm", "um", "kg", "mg", "ml", "mL", "cL", "dL", "kL", "ft", "yd", "mi", "lb", "lbs", "oz", "mph", "kph", "kmh", "kmph", "fps", "rpm",
        "hr", "hrs", "min", "mins", "sec", "secs", "ms", "ns", "Hz", "kHz", "MHz", "GHz", "kJ", "kW", "kWh", "kN", "Pa", "kPa", "MPa",
        "atm", "mol", "mmol", "eV", "keV", "MeV", "cal", "kcal", "rad", "sq", "cu", "in", "ha", "gal", "qt", "pt", "pts", "cents", "USD", "EUR", "GBP",
        "dB", "cc", "bps", "GB", "MB", "KB", "TB", "mA", "mV", "kV", "Nm", "ppm", "yr", "yrs", "cm²", "sr", "kmol", "amu", "ly", "AU", "usd",
    ];

    private static readonly HashSet<string> Leading =
        ["usd", "eur", "gbp", "cad", "aud", "inr", "rs", "rs.", "us", "about", "approximately", "approx", "approx.", "exactly", "only", "rmb", "cny", "jpy"];

    /// <summary>Whether a word joins the items of a list.</summary>
    public static bool IsConjunction(string word) => word is "and" or "or" or "And" or "Or" or "AND" or "OR";

    /// <summary>Whether a run of letters is a product of variables.</summary>
    public static bool IsProduct(string run) =>
        run.Length == 1 || (run.Length <= 3 && run.All(c => VariableLetters.Contains(c, StringComparison.Ordinal))) || IsImaginary(run) || IsEuler(run);

    /// <summary>Whether a run of letters that is the whole answer is a word: three letters are, unless they belong together as variables.</summary>
    public static bool IsWholeWord(string run) => run.Length > 1
        && (!IsProduct(run) || (run.Length == 3 && !Array.Exists(Triples, t => run.All(c => t.Contains(c, StringComparison.Ordinal)))));

    /// <summary>Whether a run of letters behind a number is a unit whatever else it could be.</summary>
    public static bool IsUnit(string run) => Units.Contains(run);

    /// <summary>Whether letters behind a number may be a unit or a word, or else variables: <c>5 m</c>, <c>1 bag</c>.</summary>
    public static bool MayBeUnit(string run) => run.Length == 3
        ? IsProduct(run)
        : run.Length == 1 && UnitLetters.Contains(run[0], StringComparison.Ordinal);

    /// <summary>Whether a run of letters is a word that may stand behind a number: <c>apples</c>.</summary>
    public static bool IsWord(string run) => run.Length >= 2 && !IsProduct(run) && !IsConjunction(run);

    /// <summary>Whether a word before a number says nothing about it: a currency, <c>about</c>.</summary>
    public static bool IsLeading(string word) => Leading.Contains(word.ToLowerInvariant());

    private static bool IsImaginary(string run) => run.Length == 2 && run is not ("is" or "if") && run.Contains('i', StringComparison.Ordinal) && run.All(c => c == 'i' || VariableLetters.Contains(c, StringComparison.Ordinal));

    private static bool IsEuler(string run) => run.Length == 2 && run[0] == 'e' && VariableLetters.Contains(run[1], StringComparison.Ordinal);
}
