using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Core.Learning;

/// <summary>Where a run has the versions that its learner publishes.</summary>
internal static class LearnerFolders
{
    /// <summary>The folder of a version.</summary>
    public static string Of(string runFolder, string model, int step) =>
        Path.Combine(runFolder, "parameters", model, new ParameterVersion(model, step, "").FolderName);

    /// <summary>Whether a folder holds what a version says.</summary>
    public static bool Holds(string folder, ParameterVersion version)
    {
        try
        {
            using var opened = ModelFolder.Open(folder);
            return opened.Hash == version.Hash;
        }
        catch (Exception e) when (e is ConfigurationException or EnvironmentException)
        {
            return false;
        }
    }
}
