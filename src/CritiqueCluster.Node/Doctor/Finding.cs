namespace CritiqueCluster.Node.Doctor;

/// <summary>How a thing stands.</summary>
internal enum Health
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>The program works, but not as well as it could.</summary>
    Warn,

    /// <summary>Training cannot work.</summary>
    Fail,
}

/// <summary>What an examination found.</summary>
/// <param name="Name">The thing looked at.</param>
/// <param name="Health">How it stands.</param>
/// <param name="Found">What was found.</param>
/// <param name="Mend">What to do about it; null if it is well.</param>
internal sealed record Finding(string Name, Health Health, string Found, string? Mend = null)
{
    public static Finding Ok(string name, string found) => new(name, Health.Ok, found);
}
