namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>The LaTeX commands and characters that stand for a symbol, for white space, or for nothing.</summary>
internal static class Symbols
{
    public const string OpenSet = "\\{";
    public const string CloseSet = "\\}";
    public const string RowEnd = "\\\\";

    /// <summary>Commands that mean the same, and their symbol.</summary>
    private static readonly (string Names, string Symbol)[] Groups =
    [
        ("cdot times ast bullet", "*"), ("div slash", "/"), ("pm", "±"), ("mp", "∓"), ("percent", "%"), ("colon", ":"), ("prime", "'"),
        ("le leq leqslant leqq", "≤"), ("ge geq geqslant geqq", "≥"), ("lt", "<"), ("gt", ">"), ("ne neq", "≠"), ("approx simeq cong doteq", "≈"),
        ("in", "∈"), ("cup bigcup", "∪"), ("cap bigcap", "∩"), ("setminus backslash smallsetminus", "∖"), ("emptyset varnothing", "∅"),
        ("infty", "∞"), ("ldots dots cdots dotsc dotsb", "…"), ("degree degrees deg", "°"),
        ("lfloor", "⌊"), ("rfloor", "⌋"), ("lceil", "⌈"), ("rceil", "⌉"), ("langle", "⟨"), ("rangle", "⟩"),
        ("lvert rvert vert lVert rVert Vert mid", "|"), ("lbrace", OpenSet), ("rbrace", CloseSet), ("lbrack", "["), ("rbrack", "]"),
    ];

    private static readonly Dictionary<string, string> Commands =
        Groups.SelectMany(group => group.Names.Split(' ').Select(name => KeyValuePair.Create(name, group.Symbol))).ToDictionary();

    private static readonly HashSet<string> Spaces = ["quad", "qquad", "thinspace", "medspace", "thickspace", "enspace", "hspace", "space"];

    private static readonly HashSet<string> Nothing =
    [
        "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "middle", "mleft", "mright",
        "displaystyle", "textstyle", "scriptstyle", "limits", "nolimits", "mathstrut", "strut", "rm", "bf", "it", "tt", "sf", "cal", "nobreak", "hfill",
        "normalsize", "large", "Large", "small", "boldmath", "allowbreak", "negthinspace",
    ];

    private static readonly HashSet<string> TextCommands =
        ["text", "textrm", "textnormal", "mbox", "hbox", "textbf", "textit", "emph", "texttt", "textsf", "textup", "fbox", "tag"];

    private static readonly HashSet<string> FontCommands =
        ["mathrm", "mathbf", "mathit", "mathsf", "mathtt", "mathcal", "mathfrak", "mathscr", "operatorname", "boldsymbol", "bm", "pmb", "boxed", "ensuremath", "mathop", "mathbin", "underline", "overbrace", "underbrace", "phantom"];

    /// <summary>The symbol of a command; null if it has none.</summary>
    public static string? Of(string command) => Commands.GetValueOrDefault(command);

    public static bool IsSpace(string command) => Spaces.Contains(command);

    public static bool IsNothing(string command) => Nothing.Contains(command);

    /// <summary>Whether the command sets its argument as text.</summary>
    public static bool IsText(string command) => TextCommands.Contains(command);

    /// <summary>Whether the command changes only how its argument looks.</summary>
    public static bool IsFont(string command) => FontCommands.Contains(command);

    /// <summary>One spelling for commands that mean the same.</summary>
    public static string Spelling(string command) => command switch
    {
        "dfrac" or "tfrac" or "cfrac" or "sfrac" or "nicefrac" => "frac",
        "dbinom" or "tbinom" => "binom",
        "varepsilon" => "epsilon",
        "vartheta" => "theta",
        "varphi" => "phi",
        "overrightarrow" => "vec",
        "widehat" => "hat",
        "overarc" => "overline",
        _ => command,
    };
}
