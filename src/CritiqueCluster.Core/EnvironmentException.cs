namespace CritiqueCluster.Core;

/// <summary>The surroundings fail (database, device, files, disk): the message names the thing and the way out. Exit code 4.</summary>
public sealed class EnvironmentException : Exception
{
    public EnvironmentException() { }

    /// <param name="message">One line, no stack trace needed to understand it.</param>
    public EnvironmentException(string message) : base(message) { }

    public EnvironmentException(string message, Exception inner) : base(message, inner) { }
}
