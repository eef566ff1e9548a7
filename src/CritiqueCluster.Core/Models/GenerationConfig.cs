using System.Text.Json.Nodes;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Models;

/// <summary>What <c>generation_config.json</c> recommends.</summary>
/// <param name="EndOfSequence">Tokens that end generation; empty: the tokenizer's.</param>
/// <param name="Temperature">Null: none recommended.</param>
/// <param name="TopP">Nucleus mass; null: none recommended.</param>
/// <param name="TopK">Number of candidates; null: none recommended.</param>
public sealed record GenerationConfig(
    IReadOnlyList<int> EndOfSequence, double? Temperature = null, double? TopP = null, int? TopK = null)
{
    /// <summary>The file's name in a model folder; the file may be absent.</summary>
    public const string FileName = "generation_config.json";

    /// <summary>Reads the file of a folder; all empty where there is none.</summary>
    /// <exception cref="ConfigurationException">A key is wrong.</exception>
    /// <exception cref="EnvironmentException">The file can't be read.</exception>
    public static GenerationConfig Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return new GenerationConfig([]);
        var keys = new JsonKeys(JsonFile.ReadObject(path), path);
        return new GenerationConfig(
            keys.Integers("eos_token_id"), NumberOrNull("temperature"), NumberOrNull("top_p"), keys.Integer("top_k"));

        double? NumberOrNull(string key) => keys.Has(key) ? keys.Number(key) : null;
    }

    /// <summary>The file for a new model: the special tokens that its config names.</summary>
    internal static string JsonFor(ModelConfig config) => new JsonObject
    {
        ["_from_model_config"] = true,
        ["bos_token_id"] = config.BeginOfSequence,
        ["eos_token_id"] = ModelConfigJson.OneOrMany(config.EndOfSequence),
    }.ToJsonString(JsonFile.Indented) + "\n";
}
