using System.Text;

namespace CritiqueCluster.Core.Problems.External;

/// <summary>
/// Reads what a process writes to its standard error, so that it never waits for a reader: the first lines go to the log, and the last one
/// is kept, since it usually says why a program ended. Lines are cut where they are too long.
/// </summary>
internal sealed class CheckerErrors
{
    private const int LongestLine = 500;

    /// <summary>Lines of one process that go to the log.</summary>
    private const int MostLogged = 20;

    private readonly StreamReader _reader;
    private readonly Action<string> _log;
    private readonly Thread _thread;
    private int _logged;

    public CheckerErrors(StreamReader reader, Action<string> log)
    {
        (_reader, _log) = (reader, log);
        _thread = new Thread(Read) { IsBackground = true, Name = "checker errors" };
        _thread.Start();
    }

    /// <summary>The last line that is not empty; null if there is none.</summary>
    public string? Last { get; private set; }

    /// <summary>Waits for what an ended process wrote last; a child of it may hold the other end.</summary>
    public void Finish(TimeSpan limit) => _thread.Join(limit);

    private void Read()
    {
        var (line, characters) = (new StringBuilder(), new char[4096]);
        try
        {
            for (int count; (count = _reader.Read(characters, 0, characters.Length)) > 0;)
                foreach (var c in characters.AsSpan(0, count))
                    if (c == '\n')
                        End(line);
                    else if (line.Length <= LongestLine)
                        line.Append(c);
            End(line);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process was ended, and the pipe with it.
        }
    }

    private void End(StringBuilder line)
    {
        var text = CheckerText.Clean(line.ToString(), LongestLine);
        line.Clear();
        if (text.Length == 0)
            return;
        Last = text;
        if (++_logged <= MostLogged)
            _log($"the checker says: {text}");
        else if (_logged == MostLogged + 1)
            _log("the checker says more, which is left out here");
    }
}
