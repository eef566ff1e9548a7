using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

using CritiqueCluster.Core.Parameters;

namespace CritiqueCluster.Node.Parameters;

/// <summary>What is wanted of a file.</summary>
/// <param name="Uri">Where it is.</param>
/// <param name="From">First byte.</param>
/// <param name="End">Byte behind the last; null: to its end.</param>
internal sealed record WantedBytes(Uri Uri, long From, long? End = null)
{
    /// <summary>The file must have this tag.</summary>
    public string? Tag { get; init; }

    /// <summary>If the file has another tag than this, all of it is wanted instead.</summary>
    public string? SameAs { get; init; }
}

/// <summary>What comes.</summary>
/// <param name="From">First byte.</param>
/// <param name="Total">Size of the file.</param>
/// <param name="Tag">Names its bytes.</param>
internal sealed record ComingBytes(long From, long Total, string? Tag);

/// <summary>Asks peers. Every trouble with one is a <see cref="PeerException"/>.</summary>
/// <param name="http">Makes the requests.</param>
/// <param name="patience">A peer that is silent for so long is given up.</param>
internal sealed class PeerClient(HttpClient http, TimeSpan patience)
{
    private const int BufferBytes = 1 << 18;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Asks for a manifest.</summary>
    public Task<ParameterManifest> ManifestAsync(Uri version, CancellationToken cancellation) => AskAsync(new(Under(version, "manifest"), 0), async (response, token) =>
    {
        using var stream = new MemoryStream();
        await CopyAsync(response, bytes =>
        {
            if (stream.Length + bytes.Length > ManifestJson.MostBytes)
                throw new InvalidDataException("The manifest is too long.");
            stream.Write(bytes);
        }, token);
        return ManifestJson.Read(stream.ToArray());
    }, cancellation);

    /// <summary>Asks for bytes, and hands them over as they come.</summary>
    /// <param name="wanted">Which.</param>
    /// <param name="begin">Told what comes, before it comes.</param>
    /// <param name="use">Takes the next bytes; <see cref="InvalidDataException"/> ends it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="PeerException">It did not all come, or was not what it should be. What was handed over counts.</exception>
    public Task ReadAsync(WantedBytes wanted, Action<ComingBytes> begin, Action<ReadOnlySpan<byte>> use, CancellationToken cancellation) =>
        AskAsync(wanted, async (response, token) =>
        {
            begin(ComingOf(response, wanted));
            await CopyAsync(response, use, token);
            return 0;
        }, cancellation);

    /// <summary>An address below that of a version.</summary>
    public static Uri Under(Uri version, string path) => new($"{version.AbsoluteUri.TrimEnd('/')}/{path}");

    private async Task<T> AskAsync<T>(WantedBytes wanted, Func<HttpResponseMessage, Watch, Task<T>> take, CancellationToken cancellation)
    {
        using var watch = new Watch(patience, cancellation);
        try
        {
            using var request = RequestFor(wanted);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, watch.Token);
            if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
                throw Refusal(wanted.Uri, response);
            return await take(response, watch);
        }
        catch (InvalidDataException e)
        {
            throw new PeerException(PeerTrouble.Wrong, $"{wanted.Uri.Authority}: {e.Message}", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || e is OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new PeerException(PeerTrouble.Cut, $"{wanted.Uri.Authority} does not answer: {e.Message}", e);
        }
    }

    private static HttpRequestMessage RequestFor(WantedBytes wanted)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, wanted.Uri);
        if (wanted.From > 0 || wanted.End is not null)
            request.Headers.Range = new RangeHeaderValue(wanted.From, wanted.End - 1);
        if (wanted.Tag is not null)
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{wanted.Tag}\""));
        if (wanted.SameAs is not null)
            request.Headers.IfRange = new RangeConditionHeaderValue($"\"{wanted.SameAs}\"");
        return request;
    }

    private static PeerException Refusal(Uri uri, HttpResponseMessage response)
    {
        var trouble = response.StatusCode switch
        {
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests => PeerTrouble.Busy,
            HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.PreconditionFailed => PeerTrouble.Lacks,
            _ => PeerTrouble.Cut,
        };
        var wait = response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1);
        return new(trouble, $"{uri.Authority} answers {(int)response.StatusCode}")
        {
            RetryAfter = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait,
        };
    }

    private static ComingBytes ComingOf(HttpResponseMessage response, WantedBytes wanted)
    {
        var tag = response.Headers.ETag?.Tag.Trim('"');
        var (range, length) = (response.Content.Headers.ContentRange, response.Content.Headers.ContentLength);
        if (response.StatusCode == HttpStatusCode.OK)
            return length is { } total ? new(0, total, tag) : throw new InvalidDataException("it does not say how many bytes come.");
        return range is { From: { } from, To: { } to, Length: { } size } && from == wanted.From && length == to - from + 1
            ? new(from, size, tag)
            : throw new InvalidDataException("it gives another part than it was asked for.");
    }

    private static async Task CopyAsync(HttpResponseMessage response, Action<ReadOnlySpan<byte>> use, Watch watch)
    {
        using var stream = await response.Content.ReadAsStreamAsync(watch.Token);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (int read; (read = await stream.ReadAsync(buffer.AsMemory(0, BufferBytes), watch.Token)) > 0; watch.Again())
                use(buffer.AsSpan(0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Cancels when nothing came for a while.</summary>
    private sealed class Watch : IDisposable
    {
        private readonly CancellationTokenSource _source;
        private readonly TimeSpan _patience;
        private long _since = Environment.TickCount64;

        public Watch(TimeSpan patience, CancellationToken cancellation)
        {
            (_patience, _source) = (patience, CancellationTokenSource.CreateLinkedTokenSource(cancellation));
            _source.CancelAfter(patience);
        }

        public CancellationToken Token => _source.Token;

        /// <summary>Something came. The timer is moved now and then only: there are thousands of reads in a second.</summary>
        public void Again()
        {
            var now = Environment.TickCount64;
            if (now - _since < _patience.TotalMilliseconds / 8)
                return;
            _since = now;
            _source.CancelAfter(_patience);
        }

        public void Dispose() => _source.Dispose();
    }
}
