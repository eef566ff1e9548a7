using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace CritiqueCluster.Core.Problems.External;

/// <summary>
/// One process of a program that judges: a question in, a reply out, one at a time. After a <see cref="CheckerFailedException"/> nothing is
/// known about it, and it must be disposed. Used by one thread, but may be disposed by another.
/// </summary>
internal sealed class CheckerProcess : IDisposable
{
    private const int LongestReply = 1 << 20;

    /// <summary>For a process that gave up its streams to end, or to write its last words.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly CheckerErrors _errors;
    private byte[] _read = new byte[4096];
    private int _start, _end;

    /// <param name="command">Program and arguments.</param>
    /// <param name="log">Gets what it writes to its standard error, within bounds.</param>
    /// <exception cref="ConfigurationException">It cannot be started.</exception>
    public CheckerProcess(IReadOnlyList<string> command, Action<string> log)
    {
        _process = CheckerProgram.Start(command);
        _errors = new CheckerErrors(_process.StandardError, log);
    }

    /// <summary>Has a solution judged.</summary>
    /// <param name="question">The question.</param>
    /// <param name="limit">How long it may take.</param>
    /// <exception cref="CheckerFailedException">It ended, was too late, or did not keep to the protocol.</exception>
    public AnswerCheck Ask(CheckerQuestion question, TimeSpan limit)
    {
        // On a thread of its own: neither writing to a pipe nor reading from one can be interrupted.
        var exchange = Task.Factory.StartNew(() => Exchange(question.ToLine()), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            if (!exchange.Wait(limit))
            {
                _ = exchange.ContinueWith(late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
                throw Failed(string.Create(CultureInfo.InvariantCulture, $"it gave no verdict within {limit.TotalSeconds:0.###} s"));
            }
            return exchange.Result is { } line ? CheckerReply.Read(line, question.Id) : throw Ended();
        }
        catch (AggregateException e) when (e.InnerException is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw Ended(); // a pipe is broken
        }
        catch (AggregateException e) when (e.InnerException is CheckerFailedException failed)
        {
            throw new CheckerFailedException(failed.Message);
        }
    }

    /// <summary>Kills it, with its children.</summary>
    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    /// <summary>Ends it: lets an idle one end by itself, as it should when its standard input ends, and kills what is left a second later.</summary>
    public void Close()
    {
        try
        {
            _process.StandardInput.Close();
            _process.WaitForExit(LastWords);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It is gone already.
        }
        Dispose();
    }

    private byte[]? Exchange(byte[] line)
    {
        var input = _process.StandardInput.BaseStream;
        input.Write(line);
        input.Flush();
        return ReadLine(_process.StandardOutput.BaseStream);
    }

    /// <summary>The next line without its line feed; null at the end.</summary>
    private byte[]? ReadLine(Stream output)
    {
        for (var searched = _start; ;)
        {
            var feed = Array.IndexOf(_read, (byte)'\n', searched, _end - searched);
            if (feed >= 0)
            {
                var line = _read[_start..feed];
                _start = feed + 1;
                return line;
            }
            if (_end - _start > LongestReply)
                throw new CheckerFailedException($"it wrote a line of more than {LongestReply} bytes");
            if (_start > 0)
                Buffer.BlockCopy(_read, _start, _read, 0, _end - _start);
            (_end, _start) = (_end - _start, 0);
            searched = _end;
            if (_end == _read.Length)
                Array.Resize(ref _read, 2 * _read.Length);
            var count = output.Read(_read, _end, _read.Length - _end);
            if (count == 0)
                return null;
            _end += count;
        }
    }

    private CheckerFailedException Ended()
    {
        var hasExited = _process.WaitForExit(LastWords);
        return Failed(hasExited ? string.Create(CultureInfo.InvariantCulture, $"it ended with exit code {_process.ExitCode}") : "it closed its standard input or output");
    }

    private CheckerFailedException Failed(string what)
    {
        Kill();
        _errors.Finish(LastWords);
        return new CheckerFailedException(_errors.Last is { } last ? $"{what}; it last said: {last}" : what);
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(LastWords);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException or NotSupportedException)
        {
            // It is gone already, or one of its children was.
        }
    }
}
