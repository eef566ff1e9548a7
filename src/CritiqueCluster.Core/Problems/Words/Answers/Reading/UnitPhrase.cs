namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Finds the unit or the words behind a number: <c>5\text{ cm}^2</c>, <c>60 km/h</c>, <c>5 apples in the basket</c>.</summary>
internal static class UnitPhrase
{
    /// <summary>Where the unit begins; 0 if there is none.</summary>
    public static int Start(Stretch stretch)
    {
        for (var i = 1; i < stretch.Count; i++)
            if (Begins(stretch, i) && IsPhrase(stretch.From(i)) && !IsMeaningful(stretch.From(i)))
                return i;
        return 0;
    }

    /// <summary>Whether the phrase is letters that may be variables as well.</summary>
    public static bool MayBeVariable(Stretch phrase) => phrase.First.Kind == TokenKind.Letters && Words.MayBeUnit(phrase.First.Text);

    /// <summary>The words of a phrase, for the comparison of units.</summary>
    public static string Written(Stretch phrase) =>
        string.Join(' ', Enumerable.Range(0, phrase.Count).Select(i => phrase[i].Text.Trim())).Trim();

    private static bool IsMeaningful(Stretch phrase) => IsDirection(phrase) || Enumerable.Range(0, phrase.Count)
        .Any(i => phrase[i].Kind is TokenKind.Text or TokenKind.Letters && !(i == 0 && Words.IsUnit(phrase[i].Text.Trim())) && MeaningfulWords.AreIn(phrase[i].Text));

    /// <summary>North, south, east or west behind a degree sign.</summary>
    private static bool IsDirection(Stretch phrase) => phrase is { Count: 1, Start: > 0 }
        && phrase.Tokens[phrase.Start - 1].Text is "°" or "circ" or "}" && phrase.First.Text.Trim() is "N" or "S" or "E" or "W";

    private static bool Begins(Stretch stretch, int at)
    {
        var (token, before) = (stretch[at], stretch[at - 1]);
        var afterValue = before.Kind == TokenKind.Number || (before.Kind is TokenKind.Letters or TokenKind.Text && MeaningfulWords.Scale(before.Text) is not null) || before.Text is ")" or "}" or "°" or "π" or "pi" or "!" or "]" or "circ" or "^"
            || (before.Kind == TokenKind.Letters && before.Text == "pi");
        if (!afterValue)
            return false;
        return token.Kind switch
        {
            TokenKind.Text => before.Text != "^",
            TokenKind.Letters => before.Text != "^" && IsUnitOrWord(token, glued: !token.Spaced && before.Kind == TokenKind.Number),
            TokenKind.Symbol => token.Text == "{" && stretch[at + 1] is { Kind: TokenKind.Letters } braced && Words.IsUnit(braced.Text) && stretch[at + 2].Is("}"),
            TokenKind.Command => token.Text == "Omega" || token.Text == "frac" && stretch[at + 1].Is("{") && stretch[at + 2].Kind is TokenKind.Text or TokenKind.Letters,
            _ => false,
        };
    }

    private static bool IsUnitOrWord(Token token, bool glued) =>
        Words.IsUnit(token.Text) || (Words.MayBeUnit(token.Text) && (!glued || token.Text.Length == 1)) || (Words.IsWord(token.Text) && (!glued || token.Text.Length > 2) && Arithmetic.Functions.Named(token.Text) is null && !IsGreek(token.Text));

    private static bool IsGreek(string text) => text is "pi" or "Pi" or "theta" or "alpha" or "beta" or "infinity" or "infty";

    private static bool IsPhrase(Stretch phrase)
    {
        for (var i = 0; i < phrase.Count; i++)
        {
            var token = phrase[i];
            var fits = token.Kind switch
            {
                TokenKind.Text => true,
                TokenKind.Letters => Words.IsUnit(token.Text) || Words.MayBeUnit(token.Text) || Words.IsWord(token.Text) || token.Text is "a" or "an" or "of" or "C" or "F",
                TokenKind.Number => i > 0 && (phrase[i - 1].Text is "^" or "{" || (phrase[i - 1].Is("-") && !phrase[i - 1].Spaced)) && token.Text.TrimEnd('.').Length == 1,
                TokenKind.Command => token.Text is "circ" or "mu" or "frac" or "Omega",
                _ => token.Text is "^" or "{" or "}" or "/" or "*" or "." or "'" or "°" or "(" or ")" || (token.Is("-") && i > 0),
            };
            if (!fits)
                return false;
        }
        return true;
    }
}
