using System.CommandLine;
using System.Globalization;

namespace CritiqueCluster.Node.Commands;

/// <summary>Bounds of options whose value is a whole number.</summary>
internal static class NumberOption
{
    /// <summary>Refuses numbers outside of bounds; what is no number is refused by the command line.</summary>
    public static void Within(this Option option, int least, int most = int.MaxValue) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && (number < least || number > most))
            result.AddError($"{option.Name} must be {(most == int.MaxValue ? $"at least {least}" : $"from {least} to {most}")}.");
    });
}
