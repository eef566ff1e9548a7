namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Finds the end of what stands in braces.</summary>
internal static class Braces
{
    /// <summary>The index of the brace that closes the one at <paramref name="open"/>; −1 if it is not closed. Escaped braces do not count.</summary>
    public static int Close(string text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
                continue;
            }
            depth += text[i] switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
                return i;
        }
        return -1;
    }
}
