using System.Text.Json.Nodes;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>Writes a byte-level vocabulary as the files that transformers opens (<c>PreTrainedTokenizerFast</c>).</summary>
public static class TokenizerJson
{
    /// <summary>Writes <c>tokenizer.json</c> and <c>tokenizer_config.json</c> into a folder. Equal input gives equal bytes.</summary>
    /// <param name="folder">Must exist.</param>
    /// <param name="vocabulary">What to write.</param>
    /// <param name="maxTokens">The model's context, in tokens.</param>
    /// <exception cref="EnvironmentException">A file can't be written.</exception>
    public static void Write(string folder, ByteLevelVocabulary vocabulary, int maxTokens)
    {
        DurableFile.Write(Path.Combine(folder, TokenizerFolder.TokenizerFile), Text(Tokenizer(vocabulary)));
        DurableFile.Write(Path.Combine(folder, TokenizerFolder.ConfigFile), Text(Config(vocabulary, maxTokens)));
    }

    private static string Text(JsonObject json) => json.ToJsonString(JsonFile.Indented) + "\n";

    private static JsonObject Tokenizer(ByteLevelVocabulary vocabulary) => new()
    {
        ["version"] = "1.0",
        ["truncation"] = null,
        ["padding"] = null,
        ["added_tokens"] = new JsonArray([.. vocabulary.AddedTokens.OrderBy(t => t.Id).Select(t => Added(t, withId: true))]),
        ["normalizer"] = null,
        ["pre_tokenizer"] = ByteLevel(),
        ["post_processor"] = null,
        ["decoder"] = ByteLevel(),
        ["model"] = Model(vocabulary),
    };

    private static JsonObject Model(ByteLevelVocabulary vocabulary)
    {
        // Added tokens too: `tokenizers` gives one that is not in here a new id after all others.
        var tokens = new JsonObject();
        for (var id = 0; id < vocabulary.Tokens.Count; id++)
            tokens[vocabulary.Tokens[id]] = id;
        return new JsonObject
        {
            ["type"] = "BPE",
            ["dropout"] = null,
            ["unk_token"] = null,
            ["continuing_subword_prefix"] = null,
            ["end_of_word_suffix"] = null,
            ["fuse_unk"] = false,
            ["byte_fallback"] = false,
            ["ignore_merges"] = false,
            ["vocab"] = tokens,
            ["merges"] = new JsonArray([.. vocabulary.Merges.Select(m => JsonValue.Create($"{m.Left} {m.Right}"))]),
        };
    }

    private static JsonObject ByteLevel() => new()
    {
        ["type"] = "ByteLevel",
        ["add_prefix_space"] = false,
        ["trim_offsets"] = true,
        ["use_regex"] = true,
    };

    private static JsonObject Config(ByteLevelVocabulary vocabulary, int maxTokens) => new()
    {
        ["added_tokens_decoder"] = new JsonObject(vocabulary.AddedTokens.OrderBy(t => t.Id)
            .Select(t => KeyValuePair.Create($"{t.Id}", (JsonNode?)Added(t, withId: false)))),
        ["bos_token"] = null,
        ["clean_up_tokenization_spaces"] = false,
        ["eos_token"] = vocabulary.EndOfSequence,
        ["model_max_length"] = maxTokens,
        ["pad_token"] = vocabulary.EndOfSequence,
        ["tokenizer_class"] = "PreTrainedTokenizerFast",
    };

    private static JsonObject Added(AddedToken token, bool withId)
    {
        var json = new JsonObject
        {
            ["content"] = token.Content,
            ["single_word"] = false,
            ["lstrip"] = token.StripLeft,
            ["rstrip"] = token.StripRight,
            ["normalized"] = token.Normalized,
            ["special"] = token.Special,
        };
        if (withId)
            json.Insert(0, "id", token.Id);
        return json;
    }
}
