using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <content>Brackets, matrices, ratios and values with units.</content>
internal sealed partial class AnswerParser
{
    /// <summary>Larger determinants are only compared entry by entry.</summary>
    private const int MostDeterminant = 4;

    private AnswerForm? Structure(Stretch stretch)
    {
        stretch = WithoutFrame(stretch);
        if (stretch.Count == 0 || ++_depth > MostDepth)
            return null;
        var form = Bracketed(stretch) ?? Matrix(stretch) ?? Special(stretch) ?? (AnswerForm?)Ratio(stretch) ?? Value(stretch);
        _depth--;
        return form is null ? null : PlusMinus.Expand(form);
    }

    private AnswerForm? Bracketed(Stretch stretch)
    {
        var (open, close) = (stretch.First, stretch.Last);
        if (open is { Kind: TokenKind.Letters, Text: "C" } && stretch[1].Is("(") && stretch.From(1).ClosingFirst() == stretch.Count - 2)
            return Items(stretch.Slice(2, stretch.Count - 1)) is [ValueForm, ValueForm] numbers ? new SequenceForm(SequenceForm.Choose, numbers, ")") : null;
        if (open.Kind != TokenKind.Symbol || Stretch.Depth(open) != 1 || stretch.ClosingFirst() != stretch.Count - 1)
            return null;
        var inside = stretch.Slice(1, stretch.Count - 1);
        switch (open.Text)
        {
            case Symbols.OpenSet:
                return Set(inside);
            case "(" or "[" or "⟨" when close.Text is ")" or "]" or "⟩":
                return Sequence(open.Text, inside, close.Text);
            case "{":
                return inside.Split(t => t.Is(",")).Parts.Count > 1 ? Set(inside) : List(inside);
            default:
                return null;
        }
    }

    private AnswerForm? Sequence(string open, Stretch inside, string close)
    {
        if (inside.Split(t => t.Is(",") || t.Is(";")).Separators.Count == 0)
            return open == "(" && close == ")" || open == "[" && close == "]" ? List(inside) : null;
        if (Items(inside) is not { } items)
            return null;
        if (open == "⟨")
            (open, close) = ("(", ")");
        return inside.Tokens.Any(IsPlusMinus) && items.Any(IsBoth)
            ? new SetForm([Variant(0), Variant(1)])
            : new SequenceForm(open, items, close);

        SequenceForm Variant(int sign) => new(open, [.. items.Select(i => IsBoth(i) ? ((SetForm)i).Items[sign] : i)], close);
    }

    private static bool IsPlusMinus(Token token) => token.Is("±") || token.Is("∓");

    private static bool IsBoth(AnswerForm item) => item is SetForm { Items.Count: 2 };

    private IReadOnlyList<AnswerForm>? Items(Stretch inside)
    {
        var items = new List<AnswerForm>();
        foreach (var part in inside.Split(t => t.Is(",") || t.Is(";")).Parts)
        {
            if (part.Count == 0 || Relation(part) is not { } item)
                return null;
            items.Add(item);
        }
        return Progression.Expand(items);
    }

    private AnswerForm? Set(Stretch inside)
    {
        if (inside.Count == 0)
            return new SetForm([]);
        if (Builder(inside) is { } built)
            return built;
        return Items(inside) is { } items ? new SetForm([.. items.SelectMany(i => i is SetForm both && inside.Tokens.Any(IsPlusMinus) ? both.Items : [i])]) : null;
    }

    /// <summary>
    /// <c>\{x \mid 1 &lt; x\}</c>: the conditions are the set. Of <c>\{2k \mid k \in \mathbb{Z}\}</c> and <c>\{(x, y) \mid x > y\}</c> what stands
    /// before the bar counts as well.
    /// </summary>
    private AnswerForm? Builder(Stretch inside)
    {
        var (parts, separators) = inside.Split(t => t.Is("|") || t.Is(":"));
        if (separators.Count != 1 || parts[0].Count == 0 || parts[1].Count == 0)
            return null;
        var conditions = List(parts[1]);
        if (conditions is not (InequalityForm or CombinedForm or NamedForm or EquationForm))
            return null;
        return Relation(parts[0]) switch
        {
            NamedForm { Name.Length: 1, Value: NumberSetForm { Name: "R" } } or ValueForm { Value: VariableExpression } => conditions,
            NamedForm { Value: NumberSetForm } domain => new CombinedForm('∩', domain, conditions),
            { } members => Families.Of([members, conditions]) ?? (AnswerForm)new SequenceForm(Symbols.OpenSet, [members, conditions], Symbols.CloseSet),
            null => null,
        };
    }

    private static AnswerForm? Special(Stretch stretch)
    {
        if (stretch.Count is > 1 and < 6 && stretch.First is { Kind: TokenKind.Command } numbers && numbers.Text.StartsWith("mathbb:", StringComparison.Ordinal) && stretch[1].Text is "^" or "_")
            return new NumberSetForm(numbers.Text[7..] + Written(stretch.From(2)));
        if (stretch.Count > 1)
            return (AnswerForm?)BasedNumber.Of(stretch, Written) ?? ClockTime.Of(stretch);
        return stretch.First switch
        {
            { Kind: TokenKind.Command } command when command.Text.StartsWith("mathbb:", StringComparison.Ordinal) => new NumberSetForm(command.Text[7..]),
            { Kind: TokenKind.Symbol, Text: "∅" } => new SetForm([]),
            _ => null,
        };
    }

    private SequenceForm? Ratio(Stretch stretch)
    {
        var (parts, separators) = stretch.Split(t => t.Is(":"));
        if (separators.Count == 0)
            return null;
        var items = new List<AnswerForm>();
        foreach (var part in parts)
        {
            if (part.Count == 0 || Expression(part) is not { } value)
                return null;
            items.Add(new ValueForm(value));
        }
        return new SequenceForm(":", items, "");
    }

    private AnswerForm? Matrix(Stretch stretch)
    {
        var begin = Enumerable.Range(0, stretch.Count).FirstOrDefault(i => stretch[i].Kind == TokenKind.Environment, -1);
        if (begin < 0)
            return null;
        var matrix = stretch.From(begin);
        var kind = matrix.First.Text["begin:".Length..];
        var close = matrix.ClosingFirst();
        if (begin == 0 && close == stretch.Count - 1 && kind is "cases" or "aligned" or "align" or "array" or "gathered" or "split" && System(matrix.Slice(1, close)) is { } system)
            return system;
        if (begin == 0 && close == stretch.Count - 1 && kind == "cases")
            return Pieces(matrix.Slice(1, close));
        if (begin == 0 && close == stretch.Count - 1 && kind is "aligned" or "align" or "equation" or "gathered" or "gather" or "split" or "displaymath" or "math")
            return OnlyLine(matrix.Slice(1, close));
        if (close < 0 || kind is not ("matrix" or "pmatrix" or "bmatrix" or "Bmatrix" or "vmatrix" or "Vmatrix" or "smallmatrix" or "array" or "psmallmatrix" or "bsmallmatrix"))
            return null;
        if (Rows(matrix.Slice(1, close)) is not { } rows)
            return null;
        if (matrix.Count > close + 1)
        {
            if (!IsTransposed(matrix.From(close + 1)))
                return null;
            rows = Transposed(rows);
        }
        return Scaled(stretch.Slice(0, begin), new MatrixForm(kind switch { "vmatrix" => "determinant", "Vmatrix" => "norm", _ => "matrix" }, rows));
    }

    /// <summary>Equations below each other; null if a row is none, or has parts beside it.</summary>
    private AnswerForm? System(Stretch inside)
    {
        var items = new List<AnswerForm>();
        var lines = inside.Split(t => t.Is(Symbols.RowEnd)).Parts.Where(p => p.Count > 0).ToList();
        var unaligned = lines.ConvertAll(Unaligned);
        if (lines.Count > 1 && unaligned.Skip(1).All(line => line is [{ Kind: TokenKind.Symbol, Text: "=" }, ..]))
            return Relation(WithoutFrame(Whole([.. unaligned.SelectMany(line => line)]))); // a calculation
        foreach (var (line, tokens) in lines.Zip(unaligned))
        {
            var parts = line.Split(t => t.Is("&")).Parts;
            if (parts.Count > 2 || (parts.Count == 2 && !IsRelation(parts[1].First)) || Relation(WithoutFrame(Whole(tokens))) is not { } item)
                return null;
            if (item is not (NamedForm or EquationForm or InequalityForm))
                return null;
            items.Add(item);
        }
        return items.Count switch { 0 => null, 1 => items[0], _ => Lists.Of(items, false, true) };
    }

    /// <summary>An environment that only sets one answer apart; null if it has several lines.</summary>
    private AnswerForm? OnlyLine(Stretch inside) =>
        inside.Split(t => t.Is(Symbols.RowEnd)).Parts.Where(p => p.Count > 0).ToList() is [var line] ? List(Whole(Unaligned(line))) : null;

    private static List<Token> Unaligned(Stretch line) => [.. Enumerable.Range(0, line.Count).Select(i => line[i]).Where(t => !t.Is("&"))];

    private static Stretch Whole(List<Token> tokens) => new(tokens, 0, tokens.Count);

    private static bool IsRelation(Token token) => token is { Kind: TokenKind.Symbol, Text: "=" or "<" or ">" or "≤" or "≥" or "≠" };

    private List<IReadOnlyList<Expression>>? Rows(Stretch inside)
    {
        var rows = new List<IReadOnlyList<Expression>>();
        foreach (var line in inside.Split(t => t.Is(Symbols.RowEnd)).Parts.Where(p => p.Count > 0))
        {
            var row = new List<Expression>();
            foreach (var entry in line.Split(t => t.Is("&")).Parts)
            {
                if (ExpressionParser.TryParse(entry.Tokens, entry.Start, entry.End, options) is not { } value)
                    return null;
                row.Add(Degrees.Drop(value));
            }
            rows.Add(row);
        }
        return rows.Count > 0 && rows.All(r => r.Count == rows[0].Count) ? rows : null;
    }

    private static bool IsTransposed(Stretch behind) =>
        behind.First.Is("^") && Enumerable.Range(1, behind.Count - 1).Select(i => behind[i]).Where(t => !t.Is("{") && !t.Is("}")).ToList()
            is [{ Text: "T" or "top" or "intercal" or "t" }];

    private static List<IReadOnlyList<Expression>> Transposed(List<IReadOnlyList<Expression>> rows) =>
        [.. Enumerable.Range(0, rows[0].Count).Select(column => (IReadOnlyList<Expression>)[.. rows.Select(row => row[column])])];

    /// <summary>A matrix with a factor before it.</summary>
    private AnswerForm? Scaled(Stretch factor, MatrixForm matrix)
    {
        if (factor.Count > 0 && (factor.First.Is("(") || factor.First.Is("[")) && factor.Count == 1)
            return null;
        if (factor.Count > 0 && factor.Last.Is("*"))
            factor = factor.Slice(0, factor.Count - 1);
        var determinant = matrix.Kind == "determinant" && matrix.Rows.Count == matrix.Rows[0].Count && matrix.Rows.Count <= MostDeterminant ? Determinant(matrix.Rows) : null;
        if (factor.Count == 0)
            return determinant is null ? matrix : new ValueForm(determinant);
        var scale = factor is { Count: 1, First: { Kind: TokenKind.Symbol, Text: "-" } }
            ? NumberExpression.Of(-1)
            : ExpressionParser.TryParse(factor.Tokens, factor.Start, factor.End, options);
        if (scale is not null && determinant is not null)
            return new ValueForm(new BinaryExpression('*', scale, determinant));
        return scale is null || matrix.Kind != "matrix"
            ? null
            : matrix with { Rows = [.. matrix.Rows.Select(row => (IReadOnlyList<Expression>)[.. row.Select(e => new BinaryExpression('*', scale, e))])] };
    }

    /// <summary>A value, with a label or remark before it and a unit behind it.</summary>
    private AnswerForm? Value(Stretch stretch)
    {
        if (stretch is { Count: 1, First: { Kind: TokenKind.Text } letter } && letter.Text.Trim(' ', '(', ')', '.') is [>= 'A' and <= 'Z'] only)
            return new ValueForm(new VariableExpression(only));
        var label = "";
        while (stretch.Count > 1 && (stretch.First.Kind == TokenKind.Text || (stretch.First.Kind == TokenKind.Letters && Words.IsLeading(stretch.First.Text)) || stretch.First.Is(".")))
        {
            if (stretch.First.Kind == TokenKind.Text && !Words.IsLeading(stretch.First.Text.Trim()))
                label += stretch.First.Text;
            stretch = stretch.From(1);
        }
        if (MeaningfulWords.AreInLabel(label))
            return null;
        var value = Measured(stretch);
        return value is null || label.Trim(' ', ':', '=', '~', '\\') is not { Length: > 0 } name ? value : new NamedForm(name, false, value);
    }

    private ValueForm? Measured(Stretch stretch)
    {
        var percent = stretch.Count > 1 && IsPercent(stretch.Last);
        if (percent)
            stretch = stretch.Slice(0, stretch.Count - 1);
        if (percent && stretch.Last is { Kind: TokenKind.Letters, Text: "per" })
            stretch = stretch.Slice(0, stretch.Count - 1);
        if (!percent && UnitPhrase.Start(stretch) is > 0 and var unit)
        {
            var phrase = stretch.From(unit);
            var isVariable = UnitPhrase.MayBeVariable(phrase);
            IsAmbiguous |= isVariable;
            if (!(isVariable && options.UnitsAreVariables) && Scaled(stretch.Slice(0, unit)) is { } measured && !ExpressionEquality.HasVariable(measured))
                return new ValueForm(measured, false, UnitPhrase.Written(phrase));
        }
        return Scaled(stretch) is { } value ? new ValueForm(value, percent) : null;
    }

    /// <summary>An expression, or one with a word such as <c>million</c> behind it.</summary>
    private Expression? Scaled(Stretch stretch)
    {
        if (stretch.Count > 1 && stretch.Last.Kind is TokenKind.Letters or TokenKind.Text && MeaningfulWords.Scale(stretch.Last.Text) is { } scale)
            return Expression(stretch.Slice(0, stretch.Count - 1)) is { } number ? new BinaryExpression('*', number, new NumberExpression(scale)) : null;
        return Expression(stretch);
    }

    private static bool IsPercent(Token token) => token.Is("%")
        || (token.Kind is TokenKind.Letters or TokenKind.Text && token.Text.Trim().ToUpperInvariant() is "PERCENT" or "PCT" or "PER CENT" or "CENT%" or "%" or "\\%");

    private Expression? Expression(Stretch stretch) =>
        ExpressionParser.TryParse(stretch.Tokens, stretch.Start, stretch.End, options) is { } value ? Degrees.Drop(value) : null;
}
