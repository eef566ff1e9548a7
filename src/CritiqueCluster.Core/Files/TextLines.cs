namespace CritiqueCluster.Core.Files;

/// <summary>Splits a stream of bytes into lines, before anybody decides what the bytes mean.</summary>
internal static class TextLines
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>The lines without their ends (<c>\n</c>, <c>\r\n</c> or <c>\r</c>), as <see cref="TextReader.ReadLine"/> divides them.</summary>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static IEnumerable<byte[]> Of(Stream stream)
    {
        var buffer = new byte[BufferBytes];
        using var line = new MemoryStream();
        var afterReturn = false;
        for (int count; (count = stream.Read(buffer)) > 0;)
        {
            var start = 0;
            for (var i = 0; i < count; i++)
            {
                var feed = buffer[i] == (byte)'\n';
                if (feed && afterReturn)
                    start = i + 1; // The second byte of \r\n: the line is out already.
                afterReturn = buffer[i] == (byte)'\r';
                if (start > i || (!feed && !afterReturn))
                    continue;
                line.Write(buffer, start, i - start);
                yield return line.ToArray();
                line.SetLength(0);
                start = i + 1;
            }
            line.Write(buffer, start, count - start);
        }
        if (line.Length > 0)
            yield return line.ToArray();
    }
}
