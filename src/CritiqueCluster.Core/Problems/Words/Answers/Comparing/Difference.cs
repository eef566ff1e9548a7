using CritiqueCluster.Core.Problems.Words.Answers.Forms;

namespace CritiqueCluster.Core.Problems.Words.Answers.Comparing;

/// <summary>Says in a few words why two forms are not equal.</summary>
internal static class Difference
{
    public static string Describe(AnswerForm gold, AnswerForm prediction) => (gold, prediction) switch
    {
        (TextForm, TextForm) => "different text",
        (TextForm, _) => "the reference cannot be read as mathematics, the prediction is " + Kind(prediction),
        (_, TextForm) => "the prediction cannot be read as mathematics, the reference is " + Kind(gold),
        (ValueForm, ValueForm) => "different values",
        (SequenceForm x, SequenceForm y) when x.Items.Count != y.Items.Count => $"{x.Items.Count} items and {y.Items.Count}",
        (SequenceForm x, SequenceForm y) when x.Open != y.Open || x.Close != y.Close => $"the brackets {x.Open}{x.Close} and {y.Open}{y.Close}",
        (SetForm x, SetForm y) when x.Items.Count != y.Items.Count => $"{x.Items.Count} items and {y.Items.Count}",
        _ when Kind(gold) == Kind(prediction) => $"both are {Kind(gold)}, with different content",
        _ => $"the reference is {Kind(gold)}, the prediction is {Kind(prediction)}",
    };

    private static string Kind(AnswerForm form) => form switch
    {
        ValueForm => "a value",
        NamedForm => "a named value",
        EquationForm => "an equation",
        InequalityForm => "an inequality",
        SequenceForm { Open: "" } => "a list",
        SequenceForm { Open: ":" } => "a ratio or time",
        SequenceForm { Open: SequenceForm.Residue } => "a residue class",
        SequenceForm { Open: "\\{" } => "a set",
        SequenceForm { Items.Count: 2 } => "a pair or interval",
        SequenceForm => "a tuple",
        SetForm { Items.Count: 0 } => "the empty set",
        SetForm => "a set",
        CombinedForm => "a combination of sets or conditions",
        NumberSetForm => "a set of numbers",
        MatrixForm => "a matrix",
        BasedForm => "a number in another base",
        ChoiceForm => "a lettered choice",
        _ => "text",
    };
}
