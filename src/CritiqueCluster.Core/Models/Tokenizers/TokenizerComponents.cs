using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>
/// Reads the normalizer, pre-tokenizer, decoder and post-processor of a <c>tokenizer.json</c>. What is not known by name is refused:
/// a tokenizer that is nearly right trains a model on nearly right text.
/// </summary>
internal static class TokenizerComponents
{
    public static INormalizer? Normalizer(JsonKeys? component) => component is not { } keys ? null : Type(keys) switch
    {
        "Sequence" => new SequenceNormalizer([.. Children(keys, "normalizers").Select(c => Normalizer(c)!)]),
        "NFC" => new CompositionNormalizer(),
        "Prepend" => new PrependNormalizer(Required(keys, "prepend")),
        "Replace" => ReadReplace(keys),
        _ => throw Unsupported(keys, "normalizer"),
    };

    public static IPreTokenizer? PreTokenizer(JsonKeys? component) => component is not { } keys ? null : Type(keys) switch
    {
        "Sequence" => new SequencePreTokenizer([.. Children(keys, "pretokenizers").Select(c => PreTokenizer(c)!)]),
        "Split" => ReadSplit(keys),
        "ByteLevel" => new ByteLevelPreTokenizer(
            keys.Boolean("add_prefix_space", true), keys.Boolean("use_regex", true) ? Gpt2Words.Splitter : null),
        "Digits" => new RegexPreTokenizer(Pattern(keys, keys.Boolean("individual_digits", false) ? @"\p{N}" : @"\p{N}+")),
        _ => throw Unsupported(keys, "pre-tokenizer"),
    };

    public static ITokenDecoder? Decoder(JsonKeys? component) => component is not { } keys ? null : Type(keys) switch
    {
        "Sequence" => new SequenceDecoder([.. Children(keys, "decoders").Select(c => Decoder(c)!)]),
        "ByteLevel" => new ByteLevelDecoder(),
        "ByteFallback" => new ByteFallbackDecoder(),
        "Fuse" => new FuseDecoder(),
        "Replace" => ReadReplace(keys) is ReplaceNormalizer replace
            ? new ReplaceDecoder(replace.Old, replace.New)
            : throw Unsupported(keys, "decoder with a regular expression"),
        "Strip" => ReadStrip(keys),
        _ => throw Unsupported(keys, "decoder"),
    };

    /// <summary>Tokens before and after a single text, by their names in the template.</summary>
    public static (List<string> Prefix, List<string> Suffix) Template(JsonKeys? component)
    {
        var (prefix, suffix) = (new List<string>(), new List<string>());
        if (component is not { } keys)
            return (prefix, suffix);
        switch (Type(keys))
        {
            case "ByteLevel":
                break; // trims offsets, which nobody here reads
            case "Sequence":
                foreach (var (before, after) in Children(keys, "processors").Select(c => Template(c)))
                {
                    prefix.InsertRange(0, before);
                    suffix.AddRange(after);
                }
                break;
            case "TemplateProcessing":
                ReadTemplate(keys, prefix, suffix);
                break;
            default:
                throw Unsupported(keys, "post-processor");
        }
        return (prefix, suffix);
    }

    private static void ReadTemplate(JsonKeys keys, List<string> prefix, List<string> suffix)
    {
        var current = prefix;
        foreach (var piece in Children(keys, "single"))
        {
            if (piece.Child("SpecialToken") is { } token)
                current.Add(Required(token, "id"));
            else if (piece.Child("Sequence") is not null && current == prefix)
                current = suffix;
            else
                throw keys.Wrong("single", "must be special tokens around one sequence");
        }
    }

    private static INormalizer ReadReplace(JsonKeys keys)
    {
        var pattern = keys.Child("pattern") ?? throw keys.Missing("pattern");
        var content = keys.Text("content") ?? "";
        if (pattern.Text("Regex") is { } regex)
            return new RegexReplaceNormalizer(Pattern(pattern, regex), content);
        var old = Required(pattern, "String");
        return old.Length > 0 ? new ReplaceNormalizer(old, content) : throw pattern.Wrong("String", "must not be empty");
    }

    private static RegexPreTokenizer ReadSplit(JsonKeys keys)
    {
        var behavior = Required(keys, "behavior");
        if (behavior is not ("Isolated" or "Removed"))
            throw keys.Wrong("behavior", "must be \"Isolated\" or \"Removed\"; others are not supported");
        if (keys.Boolean("invert", false))
            throw keys.Wrong("invert", "must be false; an inverted split is not supported");
        var pattern = keys.Child("pattern") ?? throw keys.Missing("pattern");
        var regex = pattern.Text("Regex") ?? Regex.Escape(Required(pattern, "String"));
        return new RegexPreTokenizer(Pattern(pattern, regex), behavior == "Removed");
    }

    private static StripDecoder ReadStrip(JsonKeys keys)
    {
        var content = Required(keys, "content");
        if (content.Length != 1)
            throw keys.Wrong("content", "must be one character");
        return new StripDecoder(content[0], keys.Integer("start") ?? 0, keys.Integer("stop") ?? 0);
    }

    private static Regex Pattern(JsonKeys keys, string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.Compiled);
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"{keys.File}: '{keys.Prefix}Regex' can't be used here: {e.Message}", e);
        }
    }

    private static IEnumerable<JsonKeys> Children(JsonKeys keys, string key)
    {
        if (keys.Object[key] is not JsonArray list)
            throw keys.Wrong(key, "must be a list");
        for (var i = 0; i < list.Count; i++)
            yield return list[i] is JsonObject child
                ? new JsonKeys(child, keys.File, $"{keys.Prefix}{key}[{i}].")
                : throw keys.Wrong(key, "must be a list of objects");
    }

    private static string Type(JsonKeys keys) => Required(keys, "type");

    private static string Required(JsonKeys keys, string key) => keys.Text(key) ?? throw keys.Missing(key);

    private static ConfigurationException Unsupported(JsonKeys keys, string kind) =>
        new($"{keys.File}: the {kind} '{Type(keys)}' ({keys.Prefix}type) is not supported. Use a byte-level or byte-fallback BPE tokenizer.");
}
