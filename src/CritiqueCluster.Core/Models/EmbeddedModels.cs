namespace CritiqueCluster.Core.Models;

/// <summary>The small policy and critic that come with the program: ordinary model folders beside it.</summary>
public static class EmbeddedModels
{
    /// <summary>What recipes call them.</summary>
    public const string Name = "embedded";

    /// <summary>The folder of <c>policy</c> or <c>critic</c>.</summary>
    public static string Folder(string role) => Path.Combine(AppContext.BaseDirectory, "models", role);

    /// <summary>The folder that a recipe's model names: itself, or the embedded one.</summary>
    public static string Resolve(string model, string role) => model == Name ? Folder(role) : model;
}
