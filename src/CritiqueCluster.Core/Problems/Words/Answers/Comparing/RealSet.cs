using CritiqueCluster.Core.Problems.Words.Answers.Arithmetic;
using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Comparing;

/// <summary>One piece of a set of real numbers.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="HasLow">Whether that belongs to it.</param>
/// <param name="High">Its upper end.</param>
/// <param name="HasHigh">Whether that belongs to it.</param>
internal sealed record Piece(Expression Low, bool HasLow, Expression High, bool HasHigh);

/// <summary>A set of real numbers as pieces in order that neither overlap nor touch.</summary>
/// <param name="Variable">The variable whose values it holds; null if none was written.</param>
/// <param name="Pieces">The pieces.</param>
internal sealed record RealSet(string? Variable, IReadOnlyList<Piece> Pieces);

/// <summary>Makes sets of real numbers of intervals, inequalities, points, and their unions and intersections.</summary>
/// <param name="equality">Compares numbers.</param>
internal sealed class RealSets(ExpressionEquality equality)
{
    private const int MostPieces = 40;

    private static readonly Expression Infinity = new ConstantExpression(Constant.Infinity);
    private static readonly Expression MinusInfinity = new BinaryExpression('-', NumberExpression.Of(0), Infinity);
    private static readonly Piece Line = new(MinusInfinity, false, Infinity, false);

    /// <summary>The set that a form is; null if it is none or its ends can't be put in order.</summary>
    public RealSet? Of(AnswerForm form) => form switch
    {
        NumberSetForm { Name: "R" } => new RealSet(null, [Line]),
        NamedForm { IsFunction: false } named => Of(named.Value) is { } set && (set.Variable is null || set.Variable == named.Name) ? set with { Variable = named.Name } : null,
        ValueForm { Percent: false } value => Point(value.Value) is { } point ? new RealSet(null, [point]) : null,
        SetForm set => Union(set.Items),
        SequenceForm { Items: [ValueForm { Percent: false } low, ValueForm { Percent: false } high], Open: "(" or "[", Close: ")" or "]" } interval =>
            Interval(low.Value, interval.Open == "[", high.Value, interval.Close == "]") is { } piece ? new RealSet(null, [piece]) : null,
        InequalityForm inequality => Of(inequality),
        CombinedForm combined => Of(combined),
        _ => null,
    };

    /// <summary>Whether two sets have the same pieces, and don't name different variables.</summary>
    public bool Same(RealSet a, RealSet b) =>
        (a.Variable is null || b.Variable is null || a.Variable == b.Variable)
        && a.Pieces.Count == b.Pieces.Count
        && a.Pieces.Zip(b.Pieces).All(pair => pair.First.HasLow == pair.Second.HasLow && pair.First.HasHigh == pair.Second.HasHigh
            && Order(pair.First.Low, pair.Second.Low) == 0 && Order(pair.First.High, pair.Second.High) == 0);

    private Piece? Point(Expression value) => IsInfinite(value) || Order(value, NumberExpression.Of(0)) is null ? null : new Piece(value, true, value, true);

    private Piece? Interval(Expression low, bool hasLow, Expression high, bool hasHigh) => Order(low, high) switch
    {
        < 0 => new Piece(low, hasLow && !IsInfinite(low), high, hasHigh && !IsInfinite(high)),
        0 when hasLow && hasHigh => new Piece(low, true, high, true),
        _ => null,
    };

    private RealSet? Of(InequalityForm inequality)
    {
        var (variable, bound, above) = (inequality.Left, inequality.Right) switch
        {
            (VariableExpression left, var right) when Number(right) => (left.Name, right, false),
            (var left, VariableExpression right) when Number(left) => (right.Name, left, true),
            _ => ("", inequality.Left, false),
        };
        if (variable.Length == 0)
            return null;
        var has = inequality.Relation == '≤';
        return inequality.Relation switch
        {
            '≠' => new RealSet(variable, [new Piece(MinusInfinity, false, bound, false), new Piece(bound, false, Infinity, false)]),
            _ when above => new RealSet(variable, [new Piece(bound, has && !IsInfinite(bound), Infinity, false)]),
            _ => new RealSet(variable, [new Piece(MinusInfinity, false, bound, has && !IsInfinite(bound))]),
        };
    }

    private bool Number(Expression expression) => !ExpressionEquality.HasVariable(expression) && Order(expression, NumberExpression.Of(0)) is not null;

    private RealSet? Of(CombinedForm combined)
    {
        if (Of(combined.Left) is not { } left || Of(combined.Right) is not { } right)
            return null;
        if (left.Variable is not null && right.Variable is not null && left.Variable != right.Variable)
            return null;
        var variable = left.Variable ?? right.Variable;
        var pieces = combined.Operator switch
        {
            '∪' => Joined([.. left.Pieces, .. right.Pieces]),
            '∩' => Common(left.Pieces, right.Pieces),
            '∖' => Complement(right.Pieces) is { } rest ? Common(left.Pieces, rest) : null,
            // A comma is written for "and" and for "or": where nothing is in both, either is meant.
            _ => Common(left.Pieces, right.Pieces) is { Count: > 0 } both ? both : Joined([.. left.Pieces, .. right.Pieces]),
        };
        return pieces is null ? null : new RealSet(variable, pieces);
    }

    private RealSet? Union(IReadOnlyList<AnswerForm> items)
    {
        var pieces = new List<Piece>();
        foreach (var item in items)
        {
            if (item is not ValueForm { Percent: false } value || Point(value.Value) is not { } point)
                return null;
            pieces.Add(point);
        }
        return Joined(pieces) is { } joined ? new RealSet(null, joined) : null;
    }

    /// <summary>Sorts pieces by their lower ends and joins those that overlap or touch.</summary>
    private List<Piece>? Joined(List<Piece> pieces)
    {
        if (pieces.Count > MostPieces || Sorted(pieces) is not { } sorted)
            return null;
        var joined = new List<Piece>();
        foreach (var piece in sorted)
        {
            if (joined.Count == 0)
            {
                joined.Add(piece);
                continue;
            }
            var last = joined[^1];
            if (Order(last.High, piece.Low) is not { } gap || Order(last.High, piece.High) is not { } ends)
                return null;
            if (gap < 0 || (gap == 0 && !last.HasHigh && !piece.HasLow))
                joined.Add(piece);
            else
                joined[^1] = ends < 0 ? last with { High = piece.High, HasHigh = piece.HasHigh } : ends == 0 ? last with { HasHigh = last.HasHigh || piece.HasHigh } : last;
        }
        return joined;
    }

    private List<Piece>? Sorted(List<Piece> pieces)
    {
        var sorted = new List<Piece>();
        foreach (var piece in pieces)
        {
            var at = 0;
            for (; at < sorted.Count; at++)
            {
                if (Order(piece.Low, sorted[at].Low) is not { } order)
                    return null;
                if (order < 0 || (order == 0 && piece.HasLow && !sorted[at].HasLow))
                    break;
            }
            sorted.Insert(at, piece);
        }
        return sorted;
    }

    private List<Piece>? Common(IReadOnlyList<Piece> left, IReadOnlyList<Piece> right)
    {
        if (left.Count * right.Count > MostPieces * MostPieces)
            return null;
        var common = new List<Piece>();
        foreach (var a in left)
            foreach (var b in right)
            {
                if (Order(a.Low, b.Low) is not { } lows || Order(a.High, b.High) is not { } highs)
                    return null;
                var (low, hasLow) = lows > 0 ? (a.Low, a.HasLow) : lows < 0 ? (b.Low, b.HasLow) : (a.Low, a.HasLow && b.HasLow);
                var (high, hasHigh) = highs < 0 ? (a.High, a.HasHigh) : highs > 0 ? (b.High, b.HasHigh) : (a.High, a.HasHigh && b.HasHigh);
                if (Order(low, high) is not { } size)
                    return null;
                if (size < 0 || (size == 0 && hasLow && hasHigh))
                    common.Add(new Piece(low, hasLow, high, hasHigh));
            }
        return Joined(common);
    }

    private static List<Piece>? Complement(IReadOnlyList<Piece> pieces)
    {
        var rest = new List<Piece>();
        var (low, hasLow) = (MinusInfinity, false);
        foreach (var piece in pieces)
        {
            if (!(IsInfinite(piece.Low) && rest.Count == 0))
                rest.Add(new Piece(low, hasLow, piece.Low, !piece.HasLow));
            (low, hasLow) = (piece.High, !piece.HasHigh);
        }
        if (!IsInfinite(low) || pieces.Count == 0)
            rest.Add(new Piece(low, hasLow, Infinity, false));
        return rest;
    }

    private static bool IsInfinite(Expression value) => SignOfInfinity(value) != 0;

    private static int SignOfInfinity(Expression value) => value switch
    {
        ConstantExpression { Kind: Constant.Infinity } => 1,
        BinaryExpression { Operator: '-', Left: NumberExpression { Value.Sign: 0 }, Right: ConstantExpression { Kind: Constant.Infinity } } => -1,
        _ => 0,
    };

    private int? Order(Expression left, Expression right)
    {
        var (a, b) = (SignOfInfinity(left), SignOfInfinity(right));
        return a != 0 || b != 0 ? a.CompareTo(b) : equality.Order(left, right);
    }
}
