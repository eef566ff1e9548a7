using System.Text;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Replaces characters by the ASCII or LaTeX that means the same: minus signs, full-width digits, fractions, superscripts.</summary>
internal static class Characters
{
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱ";
    private const string SuperscriptMeaning = "0123456789+-()ni";
    private const string Subscripts = "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₙₓ";
    private const string SubscriptMeaning = "0123456789+-()nx";

    private const string Greek = "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩϕϵϑ";

    private static readonly string[] GreekNames =
    [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau",
        "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega", "phi", "epsilon", "theta",
    ];

    /// <summary>Characters that mean the same, and what they mean.</summary>
    private static readonly (string Written, string Meaning)[] Groups =
    [
        ("−–—‐‑﹣－", "-"), ("﹢", "+"), ("×·⋅∙∗", "*"), ("÷∕⁄", "/"), ("’‘ʼ′", "'"), ("“”", "\""), ("″", "''"),
        ("∣∥‖", "|"), ("〈", "⟨"), ("〉", "⟩"), ("⩽≦", "≤"), ("⩾≧", "≥"), ("≃≅", "≈"), ("º˚", "°"), ("℃", "°C"), ("℉", "°F"),
        ("，、", ","), ("；", ";"), ("：", ":"), ("。", "."), ("％", "%"),
        ("\u00A0\u2002\u2003\u3000", " "), ("\u2007\u2009\u200A\u202F", "\\,"), ("\u200B\u200E\u200F\u2060\uFEFF\u00AD€£¥￥₹₩", ""),
        ("½", "\\frac{1}{2}"), ("⅓", "\\frac{1}{3}"), ("⅔", "\\frac{2}{3}"), ("¼", "\\frac{1}{4}"), ("¾", "\\frac{3}{4}"),
        ("⅕", "\\frac{1}{5}"), ("⅖", "\\frac{2}{5}"), ("⅗", "\\frac{3}{5}"), ("⅘", "\\frac{4}{5}"), ("⅙", "\\frac{1}{6}"),
        ("⅚", "\\frac{5}{6}"), ("⅐", "\\frac{1}{7}"), ("⅛", "\\frac{1}{8}"), ("⅜", "\\frac{3}{8}"), ("⅝", "\\frac{5}{8}"),
        ("⅞", "\\frac{7}{8}"), ("⅑", "\\frac{1}{9}"), ("⅒", "\\frac{1}{10}"),
        ("ℝ", "\\mathbb{R}"), ("ℤ", "\\mathbb{Z}"), ("ℕ", "\\mathbb{N}"), ("ℚ", "\\mathbb{Q}"), ("ℂ", "\\mathbb{C}"),
        ("µ", "\\mu "), ("∅ø", "\\emptyset "), ("⇒", "\\implies "), ("→", "\\to "), ("∨", "\\lor "), ("∧", "\\land "), ("∠", "\\angle "), ("‰", "\\permil "),
    ];

    private static readonly Dictionary<char, string> Meanings =
        Groups.SelectMany(group => group.Written.Select(c => KeyValuePair.Create(c, group.Meaning))).ToDictionary();

    /// <summary>The text in characters that the tokenizer knows.</summary>
    public static string Replace(string text)
    {
        if (IsPlain(text))
            return text;
        var result = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
            i = Append(result, text, i);
        return result.ToString();
    }

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
            if (c > 0x7E)
                return false;
        return true;
    }

    /// <returns>The index of the last character that was read.</returns>
    private static int Append(StringBuilder result, string text, int at)
    {
        var c = text[at];
        if (c <= 0x7E)
            result.Append(c);
        else if (Meanings.TryGetValue(c, out var meaning))
            result.Append(meaning);
        else if (Greek.IndexOf(c, StringComparison.Ordinal) is >= 0 and var letter)
            result.Append('\\').Append(GreekNames[letter]).Append(' ');
        else if (Superscripts.Contains(c, StringComparison.Ordinal))
            return AppendScript(result, text, at, '^', Superscripts, SuperscriptMeaning);
        else if (Subscripts.Contains(c, StringComparison.Ordinal))
            return AppendScript(result, text, at, '_', Subscripts, SubscriptMeaning);
        else if (c is >= '！' and <= '～') // full-width forms of ASCII
            result.Append((char)(c - 0xFEE0));
        else if (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
        {
            result.Append(new Rune(c, text[at + 1]).ToString().Normalize(NormalizationForm.FormKC)); // mathematical letters and digits
            return at + 1;
        }
        else if (!char.IsSurrogate(c))
            result.Append(c);
        return at;
    }

    private static int AppendScript(StringBuilder result, string text, int at, char sign, string written, string meaning)
    {
        result.Append(sign).Append('{');
        for (; at < text.Length && written.IndexOf(text[at], StringComparison.Ordinal) is >= 0 and var index; at++)
            result.Append(meaning[index]);
        result.Append('}');
        return at - 1;
    }
}
