namespace CritiqueCluster.Core;

/// <summary>The user's input is wrong: the message names the thing and the way out. Exit code 3.</summary>
public sealed class ConfigurationException : Exception
{
    public ConfigurationException() { }

    /// <param name="message">One line, no stack trace needed to understand it.</param>
    public ConfigurationException(string message) : base(message) { }

    public ConfigurationException(string message, Exception inner) : base(message, inner) { }
}
