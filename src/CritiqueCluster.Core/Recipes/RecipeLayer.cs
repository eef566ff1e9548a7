using System.Collections;

namespace CritiqueCluster.Core.Recipes;

/// <summary>Some settings from one place: a file, the environment, the command line.</summary>
/// <param name="Values">Value and origin by the setting's full name.</param>
public sealed record RecipeLayer(IReadOnlyDictionary<string, RecipeSetting> Values)
{
    /// <summary>Environment variables of this prefix are settings: <c>CRITIQUE__Rollout__Attempts</c>.</summary>
    public const string EnvironmentPrefix = "CRITIQUE__";

    private const string CommandLine = "--set", OfEnvironment = "environment variable ";

    /// <summary>Whether a setting of that origin was given for one invocation, and does not stand in a file.</summary>
    public static bool IsGiven(string origin) =>
        origin == CommandLine || (origin ?? throw new ArgumentNullException(nameof(origin))).StartsWith(OfEnvironment, StringComparison.Ordinal);

    /// <summary>Reads a recipe file: JSON with comments and trailing commas.</summary>
    /// <exception cref="ConfigurationException">It is not JSON, or has an unknown key or a value that does not fit.</exception>
    /// <exception cref="EnvironmentException">It cannot be read.</exception>
    public static RecipeLayer FromFile(string path)
    {
        try
        {
            return FromJson(File.ReadAllText(path), path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigurationException($"The recipe {path} does not exist.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EnvironmentException($"The recipe {path} cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Reads a recipe's text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="origin">Named in messages and as the values' origin.</param>
    /// <exception cref="ConfigurationException">It is not JSON, or has an unknown key or a value that does not fit.</exception>
    public static RecipeLayer FromJson(string json, string origin) => new(RecipeReader.Read(json, origin));

    /// <summary>Reads the environment's settings.</summary>
    /// <exception cref="ConfigurationException">A variable names no setting, or its value does not fit.</exception>
    public static RecipeLayer FromEnvironment(IDictionary variables)
    {
        var values = new Dictionary<string, RecipeSetting>();
        foreach (var name in variables.Keys.Cast<string>().Order(StringComparer.Ordinal))
            if (name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
            {
                var key = RecipeKeys.Find(name[EnvironmentPrefix.Length..].Replace("__", ".", StringComparison.Ordinal), OfEnvironment + name);
                values[key.Path] = new(RecipeValue.Read(key, (string)variables[name]!, OfEnvironment + name), OfEnvironment + name);
            }
        return new RecipeLayer(values);
    }

    /// <summary>Reads assignments as in <c>Rollout.Attempts=16</c>; of two for the same setting the later one counts.</summary>
    /// <exception cref="ConfigurationException">One has no <c>=</c>, names no setting, or its value does not fit.</exception>
    public static RecipeLayer FromAssignments(IEnumerable<string> assignments)
    {
        var values = new Dictionary<string, RecipeSetting>();
        foreach (var assignment in assignments)
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new ConfigurationException($"--set {assignment}: expected KEY=VALUE, as in --set Rollout.Attempts=16.");
            var key = RecipeKeys.Find(assignment[..equals].Trim(), CommandLine);
            values[key.Path] = new(RecipeValue.Read(key, assignment[(equals + 1)..], CommandLine), CommandLine);
        }
        return new RecipeLayer(values);
    }
}

/// <summary>A value and where it was read.</summary>
public sealed record RecipeSetting(object Value, string Origin);
