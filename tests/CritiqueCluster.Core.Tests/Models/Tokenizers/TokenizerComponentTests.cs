using System.Text.Json.Nodes;
using CritiqueCluster.Core.Models.Tokenizers;

namespace CritiqueCluster.Core.Tests.Models.Tokenizers;

/// <summary>Small tokenizers put together by hand; expected ids follow from what each part is defined to do.</summary>
public sealed class TokenizerComponentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Should_merge_lowest_rank_first_and_leftmost_of_equals()
    {
        var tokenizer = Load(Words("a", "b", "c", "ab", "bc", "aa"), ["b c", "a b", "a a"]);

        Assert.Equal("a bc", Spell(tokenizer, "abc"));
        Assert.Equal("aa ab", Spell(tokenizer, "aaab"));
        Assert.Equal("aa a", Spell(tokenizer, "aaa"));
    }

    [Fact]
    public void Should_take_a_whole_word_over_its_merges_only_when_told_to()
    {
        Assert.Equal("ab c", Spell(Load(Words("a", "b", "c", "ab", "abc"), ["a b"]), "abc"));
        Assert.Equal("abc", Spell(Load(Words("a", "b", "c", "ab", "abc"), ["a b"], m => m["model"]!["ignore_merges"] = true), "abc"));
    }

    [Fact]
    public void Should_fall_back_to_bytes_only_when_all_of_them_are_tokens()
    {
        var tokenizer = Load(Words("a", "<0xC3>", "<0xA9>", "<0xC2>", "?"), [], m =>
        {
            m["model"]!["byte_fallback"] = true;
            m["model"]!["unk_token"] = "?";
            m["decoder"] = JsonNode.Parse("""{"type":"Sequence","decoders":[{"type":"ByteFallback"},{"type":"Fuse"}]}""");
        });

        Assert.Equal([0, 1, 2, 4, 0], tokenizer.Encode("aé¡a"));
        Assert.Equal("aé", tokenizer.Decode(tokenizer.Encode("aé")));
        Assert.Equal("a\ufffda", tokenizer.Decode([tokenizer.IdOf("a")!.Value, tokenizer.IdOf("<0xC3>")!.Value, tokenizer.IdOf("a")!.Value]));
    }

    [Theory]
    [InlineData(false, "? ? a ?")]
    [InlineData(true, "? a ?")]
    public void Should_fuse_unknown_characters_only_when_told_to(bool fuse, string expected)
    {
        var tokenizer = Load(Words("a", "?"), [], m =>
        {
            m["model"]!["unk_token"] = "?";
            m["model"]!["fuse_unk"] = fuse;
        });

        Assert.Equal(expected, Spell(tokenizer, "xyax"));
    }

    [Fact]
    public void Should_drop_unknown_characters_where_no_token_stands_for_them() =>
        Assert.Equal("a a", Spell(Load(Words("a"), []), "xaxa"));

    [Fact]
    public void Should_pass_over_ids_without_token_when_decoding() =>
        Assert.Equal("a a", Load(Words("a"), []).Decode([0, 543, 0]));

    [Fact]
    public void Should_find_the_longest_added_token_and_strip_as_told()
    {
        var tokenizer = Load(Words("a", " "), [], m => m["added_tokens"] = JsonNode.Parse("""
            [{"id":10,"content":"<x>","special":true},{"id":11,"content":"<x>y","special":false,"normalized":false},
             {"id":12,"content":"<l>","lstrip":true,"special":true},{"id":13,"content":"<r>","rstrip":true,"special":true}]
            """));

        Assert.Equal("<x>y a <x>", Spell(tokenizer, "<x>ya<x>"));
        Assert.Equal("a <l>   a", Spell(tokenizer, "a  <l> a"));
        Assert.Equal("a   <r> a", Spell(tokenizer, "a <r>  a"));
        Assert.Equal("<r> <l>", Spell(tokenizer, "<r> <l>"));
    }

    [Fact]
    public void Should_seek_a_normalized_added_token_in_normalized_text()
    {
        var tokenizer = Load(Words("▁", "a"), [], m =>
        {
            m["normalizer"] = JsonNode.Parse("""{"type":"Replace","pattern":{"String":" "},"content":"▁"}""");
            m["added_tokens"] = JsonNode.Parse("""[{"id":10,"content":"a b","normalized":true,"special":false}]""");
        });

        Assert.Equal([0, 10, 0, 10], tokenizer.Encode(" a b▁a▁b"));
    }

    [Fact]
    public void Should_compose_characters_where_the_normalizer_says_so()
    {
        var plain = Load(Words("e", "\u0301", "\u00e9"), []);
        var composing = Load(Words("e", "\u0301", "\u00e9"), [], m => m["normalizer"] = JsonNode.Parse("""{"type":"NFC"}"""));

        Assert.Equal([0, 1], plain.Encode("e\u0301"));
        Assert.Equal([2], composing.Encode("e\u0301"));
    }

    [Theory]
    [InlineData("""{"type":"Digits","individual_digits":true}""", "a 1 2 b")]
    [InlineData("""{"type":"Digits","individual_digits":false}""", "a 12 b")]
    [InlineData("""{"type":"Split","pattern":{"String":"1"},"behavior":"Removed","invert":false}""", "a 2b")]
    [InlineData("""{"type":"Split","pattern":{"Regex":"[a-z]"},"behavior":"Isolated","invert":false}""", "a 12 b")]
    [InlineData("""{"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"String":"12"},"behavior":"Isolated"},{"type":"Digits","individual_digits":true}]}""", "a 1 2 b")]
    public void Should_split_as_the_pre_tokenizer_says(string component, string expected)
    {
        var tokenizer = Load(Words("a", "b", "1", "2", "12", "a1", "2b"), ["1 2", "a 1", "2 b"], m => m["pre_tokenizer"] = JsonNode.Parse(component));

        Assert.Equal(expected, Spell(tokenizer, "a12b"));
    }

    [Fact]
    public void Should_put_the_templates_tokens_around_a_text()
    {
        var tokenizer = Load(Words("a", "<s>", "</s>"), [], m => m["post_processor"] = JsonNode.Parse("""
            {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}]}
            """));

        Assert.Equal([1, 0, 2], tokenizer.Encode("a", addSpecialTokens: true));
        Assert.Equal([0], tokenizer.Encode("a"));
    }

    [Fact]
    public void Should_merge_a_very_long_word_to_its_end()
    {
        var tokenizer = Load(Words("a", "aa", "aaaa"), ["a a", "aa aa"]);

        Assert.Equal(50_000, tokenizer.Encode(new string('a', 200_000)).Length);
    }

    [Fact]
    public void Should_give_the_same_ids_from_many_threads()
    {
        var tokenizer = ByteLevelVocabulary.FromWords([" 57", "57", " Correct"]).ToTokenizer();
        string[] texts = [.. Enumerable.Range(0, 2000).Select(i => $"{i} 57 Correct {i % 7}")];
        int[][] expected = [.. texts.Select(t => ByteLevelVocabulary.FromWords([" 57", "57", " Correct"]).ToTokenizer().Encode(t)).Take(50)];

        var ids = texts.AsParallel().AsOrdered().WithDegreeOfParallelism(8).Select(t => tokenizer.Encode(t)).ToArray();

        Assert.Equal(expected, ids[..50]);
        Assert.All(texts.Zip(ids), pair => Assert.Equal(pair.First, tokenizer.Decode(pair.Second)));
    }

    [Theory]
    [InlineData("normalizer", """{"type":"BertNormalizer"}""", "BertNormalizer")]
    [InlineData("pre_tokenizer", """{"type":"UnicodeScripts"}""", "UnicodeScripts")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"Regex":"(a"},"behavior":"Isolated"}""", "Regex")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"String":"a"},"behavior":"MergedWithNext"}""", "MergedWithNext")]
    [InlineData("pre_tokenizer", """{"type":"Split","pattern":{"String":"a"},"behavior":"Isolated","invert":true}""", "invert")]
    [InlineData("pre_tokenizer", """{"type":"Sequence","pretokenizers":[{"type":"Whitespace"}]}""", "pretokenizers[0]")]
    [InlineData("decoder", """{"type":"WordPiece"}""", "WordPiece")]
    [InlineData("decoder", """{}""", "decoder.type")]
    [InlineData("decoder", """7""", "decoder")]
    [InlineData("post_processor", """{"type":"BertProcessing"}""", "BertProcessing")]
    [InlineData("post_processor", """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<none>"}}]}""", "<none>")]
    [InlineData("added_tokens", """[{"id":1,"content":"x","single_word":true}]""", "single_word")]
    [InlineData("added_tokens", """[{"content":"x"}]""", "added_tokens[0].id")]
    [InlineData("model", """{"type":"Unigram","vocab":{"a":0},"merges":[]}""", "Unigram")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0}}""", "merges")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":-1},"merges":[]}""", "'a'")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":["a b"]}""", "'b'")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":["a"]}""", "merges[0]")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":[],"dropout":0.1}""", "dropout")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":[],"unk_token":"?"}""", "unk_token")]
    [InlineData("model", """{"type":"BPE","vocab":{"a":0},"merges":[],"end_of_word_suffix":"</w>"}""", "end_of_word_suffix")]
    public void Should_name_a_part_that_is_wrong_or_unsupported(string key, string value, string named)
    {
        var error = Assert.Throws<ConfigurationException>(() => Load(Words("a"), [], m => m[key] = JsonNode.Parse(value)));

        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains(_folder["tokenizer.json"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_ask_for_an_end_of_sequence_token_where_none_is_named()
    {
        _ = Load(Words("a"), []);
        File.Delete(_folder["config.json"]);

        Assert.Contains("eos_token", Assert.Throws<ConfigurationException>(() => Tokenizer.Load(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_take_added_tokens_that_only_the_configuration_declares()
    {
        _folder.Write("tokenizer_config.json", """{"eos_token":"<end>","added_tokens_decoder":{"7":{"content":"<end>","special":true}}}""");
        var tokenizer = Load(Words("a"), []);

        Assert.Equal(7, tokenizer.EndOfSequence);
        Assert.Equal([0, 7], tokenizer.Encode("a<end>"));
    }

    private static string[] Words(params string[] tokens) => tokens;

    private static string Spell(Tokenizer tokenizer, string text) =>
        string.Join(' ', tokenizer.Encode(text).Select(id => tokenizer.Decode([id], skipSpecialTokens: false)));

    private Tokenizer Load(string[] tokens, string[] merges, Action<JsonNode>? change = null)
    {
        var json = new JsonObject
        {
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["vocab"] = new JsonObject(tokens.Select((t, id) => KeyValuePair.Create(t, (JsonNode?)id))),
                ["merges"] = new JsonArray([.. merges.Select(m => JsonValue.Create(m))]),
            },
        };
        change?.Invoke(json);
        _folder.Write("tokenizer.json", json.ToJsonString());
        _folder.Write("config.json", """{"eos_token_id":0}""");
        return Tokenizer.Load(_folder.Path);
    }
}
