using System.Globalization;

using CritiqueCluster.Core;

namespace CritiqueCluster.Node.Commands;

/// <summary>Variables of the environment that stand for options, where a container sets them.</summary>
internal static class Variables
{
    /// <summary>Its value; null if it is not set, or empty.</summary>
    public static string? Text(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>Its value as a switch; false if it is not set.</summary>
    /// <exception cref="ConfigurationException">It is neither true nor false.</exception>
    public static bool Flag(string name) => Text(name) switch
    {
        null or "0" => false,
        "1" => true,
        var text => bool.TryParse(text, out var flag) ? flag : throw new ConfigurationException($"{name} is \"{text}\", but must be true or false."),
    };

    /// <summary>Its value as a number; 0 if it is not set.</summary>
    /// <exception cref="ConfigurationException">It is no number.</exception>
    public static int Number(string name) => Text(name) is not { } text ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ConfigurationException($"{name} is \"{text}\", but must be a number.");
}
