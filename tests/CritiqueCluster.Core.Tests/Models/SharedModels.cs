namespace CritiqueCluster.Core.Tests.Models;

/// <summary>Real models and tokenizers of <see cref="SharedData"/>.</summary>
internal static class SharedModels
{
    /// <summary>The folder of a model or tokenizer: <c>models/tinystories-656k</c>, <c>tokenizers/qwen3</c>.</summary>
    public static string Folder(string name) => Path.GetDirectoryName(SharedData.File($"{name}/tokenizer.json"))!;
}
