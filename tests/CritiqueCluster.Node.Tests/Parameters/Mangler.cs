namespace CritiqueCluster.Node.Tests.Parameters;

/// <summary>A network that does to answers what it is told, and counts.</summary>
internal sealed class Mangler(Func<HttpRequestMessage, byte[], byte[]?> mangle) : DelegatingHandler(new SocketsHttpHandler())
{
    private int _requests;
    private long _bytes;

    /// <summary>Requests so far.</summary>
    public int Requests => _requests;

    /// <summary>Bytes of answers that were handed on.</summary>
    public long Bytes => _bytes;

    /// <summary>Sees the head of every answer; the body waits until it is done.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage, Task> OnAnswer { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Hands on everything as it is.</summary>
    public static Mangler Honest() => new((_, body) => body);

    /// <summary>Changes the bodies of whole files and parts whose address ends like this.</summary>
    public static Mangler Of(string end, Func<byte[], byte[]> change) => new((request, body) => request.RequestUri!.AbsolutePath.EndsWith(end, StringComparison.Ordinal) ? change(body) : body);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        var response = await base.SendAsync(request, cancellationToken);
        await OnAnswer(request, response);
        if (!response.IsSuccessStatusCode)
            return response;
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var mangled = mangle(request, body);
        Interlocked.Add(ref _bytes, mangled?.Length ?? 0);
        var content = new StreamContent(new CutStream(mangled ?? [], cut: mangled is null || mangled.Length < body.Length));
        foreach (var (name, values) in response.Content.Headers)
            content.Headers.TryAddWithoutValidation(name, values);
        response.Content = content;
        return response;
    }

    /// <summary>Ends as a connection ends that is cut.</summary>
    private sealed class CutStream(byte[] bytes, bool cut) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = base.Read(buffer.Span);
            return read == 0 && cut ? throw new HttpIOException(HttpRequestError.ResponseEnded) : ValueTask.FromResult(read);
        }
    }
}
