using System.Text.Json;
using System.Text.Json.Nodes;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>Reads a <c>tokenizer.json</c> of the BPE kind.</summary>
internal static class TokenizerJsonReader
{
    /// <param name="file">The path, named in errors.</param>
    /// <param name="moreTokens">Added tokens that another file declares; those that are in this one already are passed over.</param>
    public static TokenizerParts Read(string file, IEnumerable<AddedToken> moreTokens)
    {
        using var document = JsonFile.Parse(file);
        var root = document.RootElement;
        var model = ReadModel(Child(root, "model") ?? throw new ConfigurationException($"{file}: 'model' is missing."), file);
        var added = ReadAddedTokens(root, file);
        added.AddRange(moreTokens.ExceptBy(added.Select(t => t.Content), t => t.Content));
        var (prefix, suffix) = TokenizerComponents.Template(Keys(root, "post_processor", file));
        return new TokenizerParts(
            added,
            TokenizerComponents.Normalizer(Keys(root, "normalizer", file)),
            TokenizerComponents.PreTokenizer(Keys(root, "pre_tokenizer", file)),
            model,
            TokenizerComponents.Decoder(Keys(root, "decoder", file)),
            [.. prefix.Select(IdOf)],
            [.. suffix.Select(IdOf)]);

        int IdOf(string token) =>
            added.Find(t => t.Content == token)?.Id
            ?? (model.Vocabulary.TryGetValue(token, out var id)
                ? id
                : throw new ConfigurationException($"{file}: post_processor names the token '{token}', which does not exist."));
    }

    /// <summary>An added token as both <c>tokenizer.json</c> and <c>tokenizer_config.json</c> write it.</summary>
    public static AddedToken ReadAddedToken(JsonKeys keys, int id)
    {
        if (keys.Boolean("single_word", false))
            throw keys.Wrong("single_word", "must be false; whole-word added tokens are not supported");
        var special = keys.Boolean("special", false);
        return new AddedToken(
            id, keys.Text("content") ?? throw keys.Missing("content"), special, keys.Boolean("normalized", !special),
            keys.Boolean("lstrip", false), keys.Boolean("rstrip", false));
    }

    private static List<AddedToken> ReadAddedTokens(JsonElement root, string file)
    {
        var tokens = new List<AddedToken>();
        if (Child(root, "added_tokens") is not { } list)
            return tokens;
        if (list.ValueKind != JsonValueKind.Array)
            throw new ConfigurationException($"{file}: 'added_tokens' must be a list.");
        foreach (var element in list.EnumerateArray())
        {
            var prefix = $"added_tokens[{tokens.Count}].";
            if (element.ValueKind != JsonValueKind.Object)
                throw new ConfigurationException($"{file}: '{prefix[..^1]}' must be an object.");
            var keys = new JsonKeys(JsonObject.Create(element)!, file, prefix);
            var id = keys.Integer("id") ?? throw keys.Missing("id");
            tokens.Add(ReadAddedToken(keys, id >= 0 ? id : throw keys.Wrong("id", "must be at least 0")));
        }
        return tokens;
    }

    private static BpeModel ReadModel(JsonElement model, string file)
    {
        if (model.ValueKind != JsonValueKind.Object)
            throw new ConfigurationException($"{file}: 'model' must be an object.");
        var vocabulary = ReadVocabulary(model, file);
        // The rest of the model's keys are few; vocabulary and merges are many and stay out of the tree.
        var keys = new JsonKeys(new JsonObject(model.EnumerateObject()
            .Where(p => p.Name is not ("vocab" or "merges"))
            .Select(p => KeyValuePair.Create(p.Name, JsonNode.Parse(p.Value.GetRawText())))), file, "model.");
        if (keys.Text("type") is not (null or "BPE"))
            throw keys.Wrong("type", "must be \"BPE\"; other tokenizer models are not supported");
        foreach (var affix in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
            if (!string.IsNullOrEmpty(keys.Text(affix)))
                throw keys.Wrong(affix, "must be empty; word affixes are not supported");
        if (keys.Has("dropout") && keys.Number("dropout") > 0)
            throw keys.Wrong("dropout", "must be 0 or null; merges dropped at random are not supported");
        var unknown = keys.Text("unk_token");
        if (unknown is not null && !vocabulary.ContainsKey(unknown))
            throw keys.Wrong("unk_token", "must be in the vocabulary");
        return new BpeModel(vocabulary, ReadMerges(model, vocabulary, file), new BpeOptions(
            unknown, keys.Boolean("fuse_unk", false), keys.Boolean("byte_fallback", false), keys.Boolean("ignore_merges", false)));
    }

    private static Dictionary<string, int> ReadVocabulary(JsonElement model, string file)
    {
        if (Child(model, "vocab") is not { ValueKind: JsonValueKind.Object } vocab)
            throw new ConfigurationException($"{file}: 'model.vocab' must be an object of token and id.");
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in vocab.EnumerateObject())
        {
            if (token.Value.ValueKind != JsonValueKind.Number || !token.Value.TryGetInt32(out var id) || id < 0)
                throw new ConfigurationException($"{file}: the id of '{token.Name}' in model.vocab must be a whole number from 0 on.");
            vocabulary.Add(token.Name, id);
        }
        return vocabulary.Count > 0 ? vocabulary : throw new ConfigurationException($"{file}: 'model.vocab' is empty.");
    }

    private static Dictionary<(int Left, int Right), (int Rank, int Merged)> ReadMerges(
        JsonElement model, Dictionary<string, int> vocabulary, string file)
    {
        if (Child(model, "merges") is not { ValueKind: JsonValueKind.Array } list)
            throw new ConfigurationException($"{file}: 'model.merges' must be a list of pairs.");
        var merges = new Dictionary<(int Left, int Right), (int Rank, int Merged)>(list.GetArrayLength());
        var rank = 0;
        foreach (var merge in list.EnumerateArray())
        {
            var (left, right) = Pair(merge)
                ?? throw new ConfigurationException($"{file}: model.merges[{rank}] is not a pair: {merge.GetRawText()}.");
            merges[(Id(left), Id(right))] = (rank, Id(left + right));
            rank++;
        }
        return merges;

        int Id(string token) => vocabulary.TryGetValue(token, out var id)
            ? id
            : throw new ConfigurationException($"{file}: model.merges[{rank}] needs the token '{token}', which model.vocab lacks.");
    }

    // "a b" in files of before 2024, ["a", "b"] since.
    private static (string Left, string Right)? Pair(JsonElement merge)
    {
        if (merge.ValueKind == JsonValueKind.String)
        {
            var parts = merge.GetString()!.Split(' ');
            return parts.Length == 2 ? (parts[0], parts[1]) : null;
        }
        return merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2
            && merge.EnumerateArray().All(p => p.ValueKind == JsonValueKind.String)
            ? (merge[0].GetString()!, merge[1].GetString()!)
            : null;
    }

    private static JsonElement? Child(JsonElement element, string key) =>
        element.TryGetProperty(key, out var child) && child.ValueKind != JsonValueKind.Null ? child : null;

    private static JsonKeys? Keys(JsonElement root, string key, string file) => Child(root, key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } child => new JsonKeys(JsonObject.Create(child.Clone())!, file, key + "."),
        _ => throw new ConfigurationException($"{file}: '{key}' must be an object."),
    };
}
