using Akka.Configuration;

namespace CritiqueCluster.Actors.Hosting;

/// <summary>The HOCON files of <c>cluster-config/akka</c>, which travel inside the assembly.</summary>
internal static class AkkaFiles
{
    public static Config Read(string name)
    {
        using var stream = typeof(AkkaFiles).Assembly.GetManifestResourceStream($"akka/{name}.conf")
            ?? throw new InvalidOperationException($"cluster-config/akka/{name}.conf is not in the assembly.");
        using var reader = new StreamReader(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}
