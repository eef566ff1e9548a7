using CritiqueCluster.Core;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Models.Safetensors;

namespace CritiqueCluster.Node.Replay;

/// <summary>Where two versions of a model differ.</summary>
internal static class TensorDifference
{
    /// <summary>The first tensor that differs, by name, and by how much, in words.</summary>
    /// <param name="published">The folder of the published version.</param>
    /// <param name="replayed">The folder of the replayed one.</param>
    public static string First(string published, string replayed)
    {
        try
        {
            using var before = ModelFolder.Open(published);
            using var after = ModelFolder.Open(replayed);
            foreach (var name in after.Parameters.Tensors.Keys.Order(StringComparer.Ordinal))
                if (Difference(name, before, after) is { } difference)
                    return difference;
            return $"but the tensors in {published} are the same: the journal names another hash than the files have";
        }
        catch (Exception error) when (error is ConfigurationException or EnvironmentException)
        {
            return $"and which tensor cannot be told: {error.Message}";
        }
    }

    private static string? Difference(string name, ModelFolder before, ModelFolder after)
    {
        if (!before.Parameters.Tensors.ContainsKey(name))
            return $"first in tensor {name}, which {before.Path} lacks";
        var (old, now) = (before.Parameters.ReadAll(name), after.Parameters.ReadAll(name));
        if (old.SequenceEqual(now))
            return null;
        var different = Enumerable.Range(0, now.Length).Count(i => i >= old.Length || old[i] != now[i]);
        return FormattableString.Invariant($"first in tensor {name}: {different} of {now.Length} bytes differ");
    }
}
