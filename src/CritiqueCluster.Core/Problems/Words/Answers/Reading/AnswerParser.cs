using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Finds the structure of an answer: lists, relations, sets, brackets, matrices, and the values in them.</summary>
/// <param name="options">How what can be read in two ways is read.</param>
internal sealed partial class AnswerParser(ReadingOptions options)
{
    private const int MostDepth = 30;

    private int _depth;

    /// <summary>Whether something could have been read in another way.</summary>
    public bool IsAmbiguous { get; private set; }

    /// <summary>The form of a whole answer; null if it has none that is known.</summary>
    public AnswerForm? Parse(IReadOnlyList<Token> tokens)
    {
        IsAmbiguous |= tokens.Any(t => t is { Kind: TokenKind.Number, Exponent: not null });
        return List(new Stretch(tokens, 0, tokens.Count - 1));
    }

    private AnswerForm? List(Stretch stretch)
    {
        stretch = WithoutFrame(stretch);
        if (stretch.Count == 0 || ++_depth > MostDepth)
            return null;
        var form = AfterArrow(stretch) is { } concluded ? List(concluded) : Conditioned(stretch) ?? Separated(stretch);
        _depth--;
        return form;
    }

    /// <summary>Dots at the end, and commas.</summary>
    private static Stretch WithoutFrame(Stretch stretch)
    {
        while (stretch.Count > 0 && stretch.Last is { Kind: TokenKind.Symbol, Text: "." or "," or ";" or ":" or "\\" or "?" or "!" or "\"" or Symbols.RowEnd } last
            && !(last.Is("!") && stretch.Count > 1 && stretch[stretch.Count - 2].Kind is not TokenKind.Text))
            stretch = stretch.Slice(0, stretch.Count - 1);
        while (stretch.Count > 0 && stretch.First is { Kind: TokenKind.Symbol, Text: "," or ":" or "\"" or ";" or "." })
            stretch = stretch.From(1);
        return stretch;
    }

    /// <summary>Returns the conclusion of an implication; null if there is none.</summary>
    private static Stretch? AfterArrow(Stretch stretch)
    {
        var (parts, separators) = stretch.Split(t => t is { Kind: TokenKind.Command, Text: "implies" or "Rightarrow" or "Longrightarrow" or "therefore" });
        return separators.Count > 0 && parts[^1].Count > 0 ? parts[^1] : null;
    }

    /// <summary>A condition in brackets behind the answer: <c>x = 2k\pi (k \in \mathbb{Z})</c>.</summary>
    private AnswerForm? Conditioned(Stretch stretch)
    {
        if (!stretch.Last.Is(")"))
            return null;
        var (open, depth) = (stretch.Count - 1, -1);
        while (open > 0 && depth < 0)
            depth += Math.Max(-1, Math.Min(1, Stretch.Depth(stretch[--open])));
        var condition = stretch.Slice(open + 1, stretch.Count - 1);
        var isCondition = open > 0 && Enumerable.Range(0, condition.Count).Any(i => condition[i] is { Kind: TokenKind.Symbol, Text: "∈" or "≥" or "≤" or "<" or ">" or "≠" });
        return isCondition && Separated(stretch.Slice(0, open)) is { } answer && Relation(condition) is { } given ? Lists.Of([answer, given], false, true) : null;
    }

    private AnswerForm? Separated(Stretch stretch)
    {
        var (parts, separators) = stretch.Split(IsSeparator);
        if (separators.Count == 0)
            return Relation(stretch);
        var items = new List<AnswerForm>();
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].Count == 0 && i > 0 && i < parts.Count - 1 && separators[i - 1].Text == "," && separators[i].Text != ",")
                continue; // ", and"
            if (parts[i].Count == 0 || Relation(parts[i]) is not { } item)
                return null;
            items.Add(item);
        }
        return Lists.Of(Progression.Expand(items), Has("or"), Has("and"));

        bool Has(string word) => separators.Exists(s => s.Text.Trim(' ', ',').Equals(word, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsSeparator(Token token) => token.Kind switch
    {
        TokenKind.Symbol => token.Text is "," or ";",
        TokenKind.Letters => Words.IsConjunction(token.Text),
        TokenKind.Text => Words.IsConjunction(token.Text.Trim(' ', ',', '~', '\\')),
        _ => false,
    };

    private AnswerForm? Relation(Stretch stretch)
    {
        if (Congruence(stretch) is { } congruence)
            return congruence;
        var (sides, relations) = stretch.Split(t => t is { Kind: TokenKind.Symbol, Text: "=" or "<" or ">" or "≤" or "≥" or "≠" or "∈" or "≈" });
        if (relations.Count == 0)
            return SetOperation(stretch);
        if (relations.FindIndex(r => r.Is("≈")) is >= 0 and var approximate)
            return Approximated(sides, relations, approximate, stretch);
        if (relations.All(r => r.Is("=")))
            return Equation(sides);
        if (relations is [{ Text: "∈" }])
            return Domain(sides[1]) is { } members ? new NamedForm(NameOf(sides[0]) ?? Written(sides[0]), false, members) : null;
        return Inequalities(sides, relations);
    }

    /// <summary>The set behind ∈: a plain letter may be a set of numbers.</summary>
    private AnswerForm? Domain(Stretch stretch) =>
        stretch is { Count: 1, First: { Kind: TokenKind.Letters, Text: "N" or "Z" or "Q" or "R" or "C" } letter } ? new NumberSetForm(letter.Text) : SetOperation(stretch);

    /// <summary>The exact side before ≈, or what a name is approximately.</summary>
    private AnswerForm? Approximated(List<Stretch> sides, List<Token> relations, int at, Stretch whole)
    {
        if (sides[at].Count == 0)
            return at == 0 ? Relation(whole.From(1)) : null;
        if (at == 0 && NameOf(sides[0]) is { } name)
            return SetOperation(sides[^1]) is { } value ? new NamedForm(name, IsFunction(sides[0]), value) : null;
        var length = sides.Take(at + 1).Sum(s => s.Count) + at;
        return relations.Count > 0 && length < whole.Count ? Relation(whole.Slice(0, length)) : null;
    }

    /// <summary>A name and what it is; otherwise an equation of the first and the last side.</summary>
    private AnswerForm? Equation(List<Stretch> sides)
    {
        var (first, last) = (WithoutFrame(sides[0]), WithoutFrame(sides[^1]));
        if (first.Count == 0)
            return last.Count > 0 ? SetOperation(last) : null; // "= 5"
        if (SetOperation(last) is not { } value)
            return null;
        if (NameOf(first) is { } name)
            return new NamedForm(name, IsFunction(first), value);
        var left = SetOperation(first);
        if (value is ValueForm { Percent: false } number && left is ValueForm { Percent: false } other)
            return new EquationForm(other.Value, number.Value);
        if (left is SequenceForm { Items: var names } && names.All(n => n is ValueForm { Value: VariableExpression }))
            return value is SequenceForm { Open: "(", Items: var values } && values.Count == names.Count
                ? new SetForm([.. names.Zip(values, (n, v) => new NamedForm(((VariableExpression)((ValueForm)n).Value).Name, false, v))])
                : (AnswerForm)new NamedForm(Written(first), false, value);
        if (left is ValueForm && value is ValueForm)
            return value; // a calculation with percentages
        return null;
    }

    private AnswerForm? Inequalities(List<Stretch> sides, List<Token> relations)
    {
        var values = new List<Expression>();
        foreach (var side in sides)
        {
            if (SetOperation(side) is not ValueForm { Percent: false } value)
                return null;
            values.Add(value.Value);
        }
        AnswerForm? all = null;
        for (var i = 0; i < relations.Count; i++)
        {
            AnswerForm? one = relations[i].Text switch
            {
                "<" => new InequalityForm(values[i], '<', values[i + 1]),
                "≤" => new InequalityForm(values[i], '≤', values[i + 1]),
                ">" => new InequalityForm(values[i + 1], '<', values[i]),
                "≥" => new InequalityForm(values[i + 1], '≤', values[i]),
                "≠" => new InequalityForm(values[i], '≠', values[i + 1]),
                _ => null,
            };
            if (one is null)
                return null;
            all = all is null ? one : new CombinedForm('∩', all, one);
        }
        return all;
    }

    private AnswerForm? SetOperation(Stretch stretch)
    {
        var (parts, operators) = stretch.Split(t => t is { Kind: TokenKind.Symbol, Text: "∪" or "∩" or "∖" });
        if (operators.Count == 0)
            return stretch.Count > 2 && stretch.First is { Kind: TokenKind.Command } first && first.Text.StartsWith("mathbb:", StringComparison.Ordinal) && stretch[1].Is("-")
                ? Combined('∖', Structure(stretch.Slice(0, 1)), Structure(stretch.From(2)))
                : Structure(stretch);
        var all = Structure(parts[0]);
        for (var i = 0; i < operators.Count; i++)
            all = Combined(operators[i].Text[0], all, Structure(parts[i + 1]));
        return all;
    }

    private static CombinedForm? Combined(char operation, AnswerForm? left, AnswerForm? right) =>
        left is null || right is null ? null : new CombinedForm(operation, left, right);

    /// <summary>The name that a side of an equation is, without white space; null if it is more than a name.</summary>
    private string? NameOf(Stretch side)
    {
        if (side.Count == 0)
            return null;
        if (side.Count == 1 && side.First is { Kind: TokenKind.Letters or TokenKind.Text } only)
            return IsProductOfVariables(only) ? null : only.Text.Trim();
        if (IsFunction(side) || side.First is { Kind: TokenKind.Command, Text: "angle" or "triangle" or "measuredangle" })
            return Written(side);
        if (side.First is { Kind: TokenKind.Letters, Text: "m" } && side[1] is { Kind: TokenKind.Command, Text: "angle" })
            return Written(side.From(1));
        if (Enumerable.Range(0, side.Count).All(i => side[i].Kind is TokenKind.Letters or TokenKind.Text) && Enumerable.Range(0, side.Count).Any(i => side[i].Text.Length > 3))
            return Enumerable.Range(0, side.Count).Any(i => side[i].Text.Trim().ToLowerInvariant() is "is" or "are" or "get" or "have" or "so" or "then" or "assume" or "suppose" or "if" or "let") ? null : Written(side); // words, no sentence
        return ExpressionParser.TryParse(side.Tokens, side.Start, side.End, options) is VariableExpression variable ? variable.Name : null;
    }

    private static bool IsProductOfVariables(Token token) => token.Kind == TokenKind.Letters && token.Text.Length is 2 or 3
        && Words.IsProduct(token.Text) && token.Text.Any(char.IsAsciiLetterLower);

    /// <summary>Whether a side of an equation is a function's name with its arguments: <c>f(x)</c>, <c>f^{-1}(x)</c>, <c>P(A)</c>.</summary>
    private static bool IsFunction(Stretch side)
    {
        if (side.First.Kind is not (TokenKind.Letters or TokenKind.Text or TokenKind.Command) || side.First.Text.Length > 12 || !side.Last.Is(")"))
            return false;
        if (side.First.Kind == TokenKind.Letters && side.First.Text.Length > 1 && Functions.Named(side.First.Text) is not null)
            return false;
        if (side.First.Kind == TokenKind.Command && (Functions.Named(side.First.Text) is not null || side.First.Text is "frac" or "sqrt" or "binom"))
            return false;
        var open = 1;
        while (open < side.Count && !side[open].Is("("))
        {
            if (!(side[open].Text is "'" or "_" or "^" or "{" or "}" or "-" || side[open].Kind is TokenKind.Number or TokenKind.Letters) || (open == 1 && side[open].Kind == TokenKind.Letters))
                return false;
            open++;
        }
        return open < side.Count && side.From(open).ClosingFirst() == side.Count - open - 1;
    }

    private static string Written(Stretch stretch) =>
        string.Concat(Enumerable.Range(0, stretch.Count).Select(i => stretch[i].Text).Where(t => t is not ("{" or "}"))).Replace(" ", "", StringComparison.Ordinal);
}
