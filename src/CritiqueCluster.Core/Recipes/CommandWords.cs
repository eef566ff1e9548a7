using System.Text;

namespace CritiqueCluster.Core.Recipes;

/// <summary>Splits one text into a program and its arguments, as a shell would: by white space, but for quotes and backslashes. Nothing is expanded.</summary>
public static class CommandWords
{
    /// <summary>The words of a text; null if a quote is not closed or a backslash stands at the end.</summary>
    public static IReadOnlyList<string>? Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (words, word, isOpen, quote) = (new List<string>(), new StringBuilder(), false, '\0');
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && quote != '\'')
            {
                if (++i == text.Length)
                    return null;
                // Between double quotes a backslash stands for itself, unless it protects a quote or another backslash.
                if (quote == '"' && text[i] is not ('"' or '\\'))
                    word.Append(c);
                word.Append(text[i]);
                isOpen = true;
            }
            else if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                quote = quote == '\0' ? c : '\0';
                isOpen = true; // "" is a word, too
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (isOpen)
                    words.Add(word.ToString());
                word.Clear();
                isOpen = false;
            }
            else
            {
                word.Append(c);
                isOpen = true;
            }
        }
        if (isOpen)
            words.Add(word.ToString());
        return quote == '\0' ? words : null;
    }
}
