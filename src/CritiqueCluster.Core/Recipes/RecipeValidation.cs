using CritiqueCluster.Core.Problems;

namespace CritiqueCluster.Core.Recipes;

/// <summary>What single values cannot show: settings that do not go together.</summary>
public static class RecipeValidation
{
    /// <summary>Checks a recipe whose single values are in range.</summary>
    /// <exception cref="ConfigurationException">Names the first settings that do not go together, and what would.</exception>
    public static void Validate(Recipe recipe)
    {
        Names(recipe);
        if (recipe.Problems.Source == "countdown")
            Countdown(recipe.Problems.Countdown);
        else
            Words(recipe);
        CheckerValidation.Validate(recipe);
        LearnerValidation.Validate(recipe);
        CriticValidation.Validate(recipe);
        StreamingValidation.Validate(recipe);
        Evaluation(recipe);
    }

    /// <summary>Whether it may name a folder: letters, digits, dots, dashes and underscores.</summary>
    public static bool IsName(string text) => text is { Length: > 0 and <= 100 } && text.All(IsNameCharacter) && text.Any(char.IsAsciiLetterOrDigit);

    internal static void Require(bool holds, string message)
    {
        if (!holds)
            throw new ConfigurationException(message);
    }

    private static void Names(Recipe recipe)
    {
        Require(IsName(recipe.Name),
            $"Name is \"{recipe.Name}\", but must be letters, digits, dots, dashes and underscores: it names a folder.");
        Device("Policy.Device", recipe.Policy.Device);
        Device("Critic.Device", recipe.Critic.Device);
        Require(recipe.Policy.Model.Length > 0, "Policy.Model is empty, but must be a model folder or embedded.");
        Require(recipe.Critic.Model.Length > 0, "Critic.Model is empty, but must be a model folder or embedded.");
        Require(recipe.Problems.Source.Length > 0, "Problems.Source is empty, but must be countdown or a JSONL file.");
        Journal(recipe.Journal);
    }

    private static void Journal(JournalOptions options)
    {
        Require(options.Provider is "sqlite" or "postgresql", $"Journal.Provider is \"{options.Provider}\", but must be sqlite or postgresql.");
        Require(options.Provider == "sqlite" || options.Connection.Length > 0,
            "Journal.Provider is postgresql, but Journal.Connection is empty: it looks like Host=db;Database=critique;Username=critique.");
        Require(options.Provider == "postgresql" || options.Connection.Length == 0,
            "Journal.Connection is given, but Journal.Provider is sqlite: use --set Journal.Provider=postgresql.");
    }

    private static void Countdown(CountdownOptions options)
    {
        const string Prefix = "Problems.Countdown";
        Require(options.Numbers.Distinct().Count() == options.Numbers.Count, $"{Prefix}.Numbers names a count twice.");
        Require(options.Min <= options.Max, $"{Prefix}.Min is {options.Min}, but must be at most Max, which is {options.Max}.");
        Require(options.MinTarget <= options.MaxTarget, $"{Prefix}.MinTarget is {options.MinTarget}, but must be at most MaxTarget, which is {options.MaxTarget}.");
        Require(options.MaxTarget <= options.MaxResult, $"{Prefix}.MaxTarget is {options.MaxTarget}, but must be at most MaxResult, which is {options.MaxResult}.");
        Require(options.Operators.Length > 0 && options.Operators.All("+-*/".Contains) && options.Operators.Distinct().Count() == options.Operators.Length,
            $"{Prefix}.Operators is \"{options.Operators}\", but must be some of +-*/, each once.");
    }

    private static void Words(Recipe recipe) =>
        Require(recipe.Critic.Kind != CriticKind.Exact,
            $"Critic.Kind is Exact, but Problems.Source is {recipe.Problems.Source}: the exact critic knows Countdown only. Use --set Critic.Kind=Model.");

    private static void Evaluation(Recipe recipe)
    {
        var (samples, passAt) = (recipe.Evaluation.Samples, recipe.Evaluation.PassAt);
        Require(samples == 0 || passAt.All(k => k <= samples),
            $"Evaluation.PassAt has {passAt.Max()}, but Evaluation.Samples is {samples}: pass@k needs at least k samples. Use, for example, --set Evaluation.PassAt=[1,{samples}].");
        Require(passAt.Distinct().Count() == passAt.Count, "Evaluation.PassAt names a k twice.");
        Require(recipe.Evaluation.Split != ProblemSplit.Train,
            "Evaluation.Split is Train, but what is learned from measures nothing: use HeldOut, or Validation to choose settings by.");
    }

    private static void Device(string key, string device) =>
        Require(device is "cpu" or "cuda" || (device.StartsWith("cuda:", StringComparison.Ordinal) && device.Length > 5 && device[5..].All(char.IsAsciiDigit)),
            $"{key} is \"{device}\", but must be cpu, cuda or cuda:N.");

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_';
}
