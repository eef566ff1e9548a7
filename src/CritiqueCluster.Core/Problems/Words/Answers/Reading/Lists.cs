using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Says what several items side by side are: values of a name, named parts, conditions, alternatives, or a plain list.</summary>
internal static class Lists
{
    /// <param name="items">At least two items.</param>
    /// <param name="alternatives">Whether they are joined by "or".</param>
    /// <param name="together">Whether they are joined by "and".</param>
    public static AnswerForm Of(IReadOnlyList<AnswerForm> items, bool alternatives, bool together)
    {
        if (Families.Of(items) is { } family)
            return family;
        if (items.Any(i => i is InequalityForm or CombinedForm) || (items.Any(IsDomain) && items.Count > 1))
            return items.Aggregate((a, b) => new CombinedForm(alternatives ? '∪' : together ? '∩' : '&', a, b));
        if (items[0] is SetForm { Items: [NamedForm, ..] } point && items.Skip(1).All(i => i is SequenceForm { Open: "(" }))
            return new SequenceForm("", [new SequenceForm("(", [.. point.Items.Select(i => i is NamedForm part ? part.Value : i)], ")"), .. items.Skip(1)], "");
        if (items[0] is NamedForm first)
        {
            if (items.All(i => i is NamedForm { IsFunction: false } named && named.Name == first.Name))
                return new NamedForm(first.Name, false, new SetForm([.. items.SelectMany(i => Flat(((NamedForm)i).Value))]));
            if (items.All(i => i is NamedForm))
                return alternatives ? items.Aggregate((a, b) => new CombinedForm('∪', a, b)) : new SetForm(items);
            if (items.Skip(1).All(i => i is not NamedForm))
                return first with { Value = new SetForm([.. Flat(first.Value), .. items.Skip(1).SelectMany(Flat)]) };
        }
        if (alternatives || items.Any(i => i is SetForm))
            return new SetForm([.. items.SelectMany(Flat)]);
        return new SequenceForm("", items, "");
    }

    private static bool IsDomain(AnswerForm item) => item is NamedForm { Value: NumberSetForm };

    private static IReadOnlyList<AnswerForm> Flat(AnswerForm item) => item is SetForm set ? set.Items : [item];
}
