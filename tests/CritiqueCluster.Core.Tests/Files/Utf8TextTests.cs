using System.Text;
using CritiqueCluster.Core.Files;

namespace CritiqueCluster.Core.Tests.Files;

public sealed class Utf8TextTests
{
    [Theory]
    [InlineData("a\nb", new[] { "a", "b" })]
    [InlineData("a\r\nb\r\n", new[] { "a", "b" })]
    [InlineData("a\rb\n\nc", new[] { "a", "b", "", "c" })]
    [InlineData("\r\n\n", new[] { "", "" })]
    [InlineData("", new string[0])]
    public void Should_divide_lines_as_a_text_reader_does(string text, string[] lines)
    {
        using var reader = new StringReader(text);
        Assert.Equal(lines, Until(reader.ReadLine));
        Assert.Equal(lines, Lines(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Should_divide_lines_alike_wherever_a_buffer_ends()
    {
        for (var length = 65_530; length < 65_540; length++)
        {
            var text = new string('x', length);
            Assert.Equal([text, "é", "z"], Lines(Encoding.UTF8.GetBytes($"{text}\r\né\r\nz")));
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0xE9, 0x62 }, "byte 2 of the line (0xE9)")] // Latin-1
    [InlineData(new byte[] { 0xC3, 0xA9, 0xC3 }, "byte 3 of the line (0xC3)")] // cut off in a character
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "byte 1 of the line (0xED)")] // half of a surrogate pair
    public void Should_say_which_byte_is_not_UTF8(byte[] line, string where) =>
        Assert.Contains(where, Assert.Throws<FormatException>(() => Utf8Text.Decode(line)).Message, StringComparison.Ordinal);

    private static List<string> Lines(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return [.. TextLines.Of(stream).Select(line => Utf8Text.Decode(line))];
    }

    private static IEnumerable<string> Until(Func<string?> next)
    {
        while (next() is { } line)
            yield return line;
    }
}
