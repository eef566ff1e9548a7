using System.Text.RegularExpressions;

namespace CritiqueCluster.Core.Problems.Words.Answers.Reading;

/// <summary>Cuts an answer into tokens: one spelling for each symbol, numbers without their separators, typesetting left out.</summary>
internal sealed partial class Tokenizer
{
    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _depth;
    private int _environments;
    private bool _spaced;

    private Tokenizer(string text) => _text = text;

    /// <summary>The tokens of a text, the last one of kind <see cref="TokenKind.End"/>; null if there are more than allowed.</summary>
    public static List<Token>? Read(string text, int most)
    {
        var tokenizer = new Tokenizer(text);
        while (tokenizer._at < text.Length)
        {
            tokenizer.Next();
            if (tokenizer._tokens.Count > most)
                return null;
        }
        tokenizer.Add(TokenKind.End, "");
        return tokenizer._tokens;
    }

    private void Next()
    {
        var c = _text[_at];
        if (char.IsWhiteSpace(c) || c is '~' or '$')
        {
            _at++;
            _spaced = true;
        }
        else if (char.IsAsciiDigit(c) || (c == '.' && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1])))
            Number();
        else if (char.IsAsciiLetter(c))
            Letters();
        else if (c == '\\')
            Command();
        else
            Symbol(c);
    }

    private void Number()
    {
        var number = NumberReader.Read(_text, _at, inBrackets: _depth > 0 || _environments > 0);
        _at += number.Length;
        _tokens.Add(new Token(TokenKind.Number, number.Digits, _spaced, number.Exponent));
        _spaced = false;
    }

    private void Letters()
    {
        var end = _at;
        while (end < _text.Length && char.IsAsciiLetter(_text[end]))
            end++;
        Add(TokenKind.Letters, _text[_at..end]);
        _at = end;
    }

    private void Command()
    {
        var end = _at + 1;
        while (end < _text.Length && char.IsAsciiLetter(_text[end]))
            end++;
        if (end == _at + 1)
        {
            Escaped();
            return;
        }
        var name = _text[(_at + 1)..end];
        if (end < _text.Length && _text[end] == '*')
            end++;
        _at = end;
        if (Symbols.IsText(name))
            Text();
        else if (name is "color" or "textcolor")
            Argument();
        else if (name is "begin" or "end")
            Environment(name);
        else if (name == "mathbb" || (name == "mathbf" && NumberSetInBold().IsMatch(_text.AsSpan(_at))))
            NumberSet();
        else if (Symbols.IsSpace(name) || name == "quad")
            _spaced = true;
        else if (Symbols.IsFont(name))
            Font();
        else if (Symbols.IsNothing(name))
            SkipInvisibleBracket(name);
        else if (Symbols.Of(name) is { } symbol)
            Add(TokenKind.Symbol, Track(symbol));
        else if (name is "cr" or "tabularnewline" or "newline")
            Add(TokenKind.Symbol, Symbols.RowEnd);
        else
            Add(TokenKind.Command, Symbols.Spelling(name));
    }

    /// <summary>A backslash before something other than a letter: <c>\{</c>, <c>\%</c>, <c>\,</c>, <c>\\</c>.</summary>
    private void Escaped()
    {
        var c = _at + 1 < _text.Length ? _text[_at + 1] : ' ';
        _at += 2;
        switch (c)
        {
            case '{' or '}':
                Add(TokenKind.Symbol, Track("\\" + c));
                break;
            case '|':
                Add(TokenKind.Symbol, "|");
                break;
            case '%' or '&' or '#' or '_':
                Add(TokenKind.Symbol, c.ToString());
                break;
            case '\\':
                Add(TokenKind.Symbol, Symbols.RowEnd);
                break;
            case '(' or ')' or '[' or ']' or '$' or ',' or ';' or ':' or ' ' or '!' or '/' or '"' or '\'' or '-' or '\n':
                _spaced = true;
                break;
            default:
                _at--;
                break;
        }
    }

    private void Text()
    {
        if (Argument() is not { } content)
            return;
        var isFunction = content.Trim() is "cis" or "lcm" or "gcd";
        Add(isFunction ? TokenKind.Letters : TokenKind.Text, isFunction ? content.Trim() : content);
    }

    /// <summary>Reads the braces behind a command; null, and nothing is read, if it has none.</summary>
    private string? Argument()
    {
        var open = _at;
        while (open < _text.Length && _text[open] == ' ')
            open++;
        if (open >= _text.Length || _text[open] != '{')
            return null;
        var close = Braces.Close(_text, open);
        if (close < 0)
            return null;
        var content = _text[(open + 1)..close];
        _at = close + 1;
        return content;
    }

    private void Environment(string name)
    {
        var kind = Argument()?.TrimEnd('*') ?? "";
        _environments += name == "begin" ? 1 : -1;
        Add(TokenKind.Environment, $"{name}:{kind}");
        if (name == "begin" && kind is "array" or "tabular")
            Argument();
    }

    /// <summary><c>\mathbb{R}</c> and <c>\mathbb R</c>.</summary>
    private void NumberSet()
    {
        var name = Argument()?.Trim();
        if (name is null)
        {
            while (_at < _text.Length && _text[_at] == ' ')
                _at++;
            name = _at < _text.Length ? _text[_at++].ToString() : "";
        }
        Add(TokenKind.Command, "mathbb:" + name);
    }

    /// <summary>Fonts say nothing, but several upright letters are one word.</summary>
    private void Font()
    {
        if (Argument() is not { } content)
            return;
        var inner = content.Trim();
        if (inner.Length > 1 && inner.Replace(".", "", StringComparison.Ordinal).All(c => char.IsAsciiLetter(c) || c == ' '))
            Add(inner.Contains(' ', StringComparison.Ordinal) || inner.Contains('.', StringComparison.Ordinal) ? TokenKind.Text : TokenKind.Letters, inner);
        else if (Read(content, 1_000) is { } tokens)
        {
            for (var i = 0; i < tokens.Count - 1; i++)
                _tokens.Add(i == 0 ? tokens[i] with { Spaced = _spaced } : tokens[i]);
            _spaced = false;
        }
    }

    /// <summary><c>\left.</c> and <c>\right.</c> are brackets that nobody sees.</summary>
    private void SkipInvisibleBracket(string name)
    {
        if (name is "left" or "right" && _at < _text.Length && _text[_at] == '.')
            _at++;
    }

    private void Symbol(char c)
    {
        var rest = _text.AsSpan(_at);
        foreach (var (written, symbol) in (ReadOnlySpan<(string, string)>)
            [("...", "…"), ("**", "^"), ("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("==", "="), ("+/-", "±"), ("+-", "±"), ("~=", "≈")])
        {
            if (!rest.StartsWith(written, StringComparison.Ordinal))
                continue;
            Add(TokenKind.Symbol, symbol);
            _at += written.Length;
            return;
        }
        _at++;
        Add(TokenKind.Symbol, Track(c.ToString()));
    }

    /// <summary>Older books set the sets of numbers in bold.</summary>
    [GeneratedRegex(@"^\s*\{[RZNQ]\}(?!\s*[-+*/=(])")]
    private static partial Regex NumberSetInBold();

    /// <summary>Keeps count of brackets: inside of them a comma separates.</summary>
    private string Track(string symbol)
    {
        _depth += symbol switch { "(" or "[" or Symbols.OpenSet or "⟨" => 1, ")" or "]" or Symbols.CloseSet or "⟩" => -1, _ => 0 };
        return symbol;
    }

    private void Add(TokenKind kind, string text)
    {
        _tokens.Add(new Token(kind, text, _spaced));
        _spaced = false;
    }
}
