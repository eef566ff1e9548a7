namespace CritiqueCluster.Core.Models.Tokenizers;

/// <summary>Text to token ids and back. Thread-safe.</summary>
public interface ITokenizer
{
    /// <summary>One more than the largest id.</summary>
    int VocabularySize { get; }

    /// <summary>Token that begins a sequence; null where the model has none.</summary>
    int? BeginOfSequence { get; }

    /// <summary>Token that ends a sequence.</summary>
    int EndOfSequence { get; }

    /// <summary>Ids of a text.</summary>
    /// <param name="text">Texts of added tokens in it become those tokens.</param>
    /// <param name="addSpecialTokens">Put the tokens around it that the tokenizer's template names.</param>
    int[] Encode(string text, bool addSpecialTokens = false);

    /// <summary>
    /// Text of ids; bytes that are not UTF-8 become U+FFFD. An id without token is passed over: models round their vocabulary up,
    /// and what they learned little may sample from the rest.
    /// </summary>
    string Decode(ReadOnlySpan<int> ids, bool skipSpecialTokens = true);

    /// <summary>Whether an id is a special token (no text of the model's own).</summary>
    bool IsSpecial(int id);

    /// <summary>The id of a token as the vocabulary spells it; null if there is none.</summary>
    int? IdOf(string token);
}
