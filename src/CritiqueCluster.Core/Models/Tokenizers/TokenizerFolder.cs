using System.Globalization;
using System.Text.Json.Nodes;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>Puts a tokenizer together from the files of a model folder.</summary>
internal static class TokenizerFolder
{
    /// <summary>The tokenizer itself.</summary>
    public const string TokenizerFile = "tokenizer.json";

    /// <summary>What transformers adds to it.</summary>
    public const string ConfigFile = "tokenizer_config.json";

    /// <summary>Names of special tokens, in older folders.</summary>
    public const string SpecialTokensFile = "special_tokens_map.json";

    // In the order of trust for ids of special tokens.
    private static readonly string[] TextFiles = [ConfigFile, SpecialTokensFile];
    private static readonly string[] IdFiles = ["generation_config.json", ModelConfig.FileName];

    public static Tokenizer Load(string folder)
    {
        var file = Path.Combine(folder, TokenizerFile);
        var parts = TokenizerJsonReader.Read(file, DeclaredTokens(folder));
        var begin = SpecialToken(folder, "bos_token", parts);
        if (begin is null && !TextFiles.Any(f => File.Exists(Path.Combine(folder, f))))
            begin = SpecialId(folder, "bos_token_id");
        var end = SpecialToken(folder, "eos_token", parts) ?? SpecialId(folder, "eos_token_id")
            ?? throw new ConfigurationException(
                $"{file}: no end-of-sequence token is known. Name it as 'eos_token' in {ConfigFile} beside it.");
        return new Tokenizer(parts, begin, end);
    }

    private static IEnumerable<AddedToken> DeclaredTokens(string folder)
    {
        if (Keys(folder, ConfigFile)?.Child("added_tokens_decoder") is not { } declared)
            yield break;
        foreach (var (id, _) in declared.Object)
        {
            if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                throw declared.Wrong(id, "must be under a whole number, its id");
            yield return TokenizerJsonReader.ReadAddedToken(declared.Child(id) ?? throw declared.Missing(id), number);
        }
    }

    private static int? SpecialToken(string folder, string key, TokenizerParts parts)
    {
        foreach (var name in TextFiles)
        {
            if (Keys(folder, name) is not { } keys || !keys.Has(key))
                continue;
            var text = keys.Object[key] is JsonObject ? keys.Child(key)!.Value.Text("content") : keys.Text(key);
            var added = parts.AddedTokens.FirstOrDefault(t => t.Content == text);
            if (added is not null || (text is not null && parts.Model.Vocabulary.ContainsKey(text)))
                return added?.Id ?? parts.Model.Vocabulary[text!];
            throw keys.Wrong(key, $"must be a token of {TokenizerFile}");
        }
        return null;
    }

    private static int? SpecialId(string folder, string key) =>
        IdFiles.Select(name => Keys(folder, name)).OfType<JsonKeys>().SelectMany(keys => keys.Integers(key))
            .Select(id => (int?)id).FirstOrDefault();

    private static JsonKeys? Keys(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? new JsonKeys(JsonFile.ReadObject(path), path) : null;
    }
}
