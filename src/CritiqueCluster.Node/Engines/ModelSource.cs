using CritiqueCluster.Core;
using CritiqueCluster.Core.Models;
using CritiqueCluster.Core.Parameters;
using CritiqueCluster.Node.Runs;

namespace CritiqueCluster.Node.Engines;

/// <summary>Finds a model: <c>embedded</c>, a folder in Hugging Face layout, or a run's newest policy.</summary>
internal static class ModelSource
{
    /// <summary>The folder of the policy that a user names.</summary>
    /// <exception cref="ConfigurationException">There is no such model.</exception>
    public static string PolicyFolder(string name) =>
        name != EmbeddedModels.Name && new RunFolder(name) is { HasRun: true } run ? NewestPolicy(run) : Folder("policy", name);

    /// <summary>The folder of a model that a recipe names.</summary>
    /// <param name="model"><c>policy</c> or <c>critic</c>.</param>
    /// <param name="name"><c>embedded</c> or a folder.</param>
    /// <exception cref="ConfigurationException">There is no such model.</exception>
    public static string Folder(string model, string name)
    {
        var folder = Path.GetFullPath(EmbeddedModels.Resolve(name, model));
        if (File.Exists(Path.Combine(folder, ModelConfig.FileName)))
            return folder;
        throw new ConfigurationException(name == EmbeddedModels.Name
            ? $"The embedded {model} is not beside the program ({folder}): build again, make it with `critique pretrain`, or name a model folder."
            : $"{name} is no model folder: it has no {ModelConfig.FileName}. Name a folder in Hugging Face layout, a run folder, or embedded.");
    }

    /// <summary>A model as the base of a run: step 0, with its hash.</summary>
    public static RunModel Base(string model, string folder) => new(new ParameterVersion(model, 0, HashOf(folder)), folder);

    /// <summary>Where a run's model lies now: where it lay, or where the recipe's model is found today, if that is the same.</summary>
    /// <param name="model">As it was when the run began.</param>
    /// <param name="name">What the recipe names.</param>
    /// <exception cref="ConfigurationException">It is in neither place.</exception>
    public static string FolderNow(RunModel model, string name)
    {
        string[] candidates = [.. new[] { model.Folder, Path.GetFullPath(EmbeddedModels.Resolve(name, model.Version.Model)) }.Distinct()];
        return candidates.FirstOrDefault(folder => File.Exists(Path.Combine(folder, ModelConfig.FileName)) && HashOf(folder) == model.Version.Hash)
            ?? throw new ConfigurationException(
                $"The {model.Version.Model} that the run began with ({model.Version.Hash}) is not in {string.Join(" nor in ", candidates)}: put that model back.");
    }

    /// <summary>The hash of a model's parameters.</summary>
    public static string HashOf(string folder)
    {
        using var opened = ModelFolder.Open(folder);
        return opened.Hash;
    }

    private static string NewestPolicy(RunFolder run)
    {
        var versions = run.In("parameters", "policy");
        var newest = Directory.Exists(versions)
            ? Directory.EnumerateDirectories(versions, "v*").Where(folder => File.Exists(Path.Combine(folder, ModelConfig.FileName))).Max(StringComparer.Ordinal)
            : null;
        if (newest is null && File.Exists(run.ReportJson))
            throw new ConfigurationException($"The run {run.Path} is finished, but its parameters are gone from {versions}: restore them, or begin the run again.");
        return newest ?? RunFile.Read(run).Policy.Folder;
    }
}
