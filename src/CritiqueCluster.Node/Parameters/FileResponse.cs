using System.Buffers;

using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CritiqueCluster.Node.Parameters;

/// <summary>Answers with a file, or with the part of it that was asked for (RFC 9110 §14): how a download that was cut goes on.</summary>
internal static class FileResponse
{
    private const int BufferBytes = 1 << 18;

    /// <summary>Sends it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="tag">Names its bytes: the part of other bytes is not given.</param>
    /// <param name="sent">Told how many bytes went out.</param>
    public static async Task SendAsync(HttpContext context, string path, long bytes, string tag, Action<int> sent)
    {
        var headers = context.Request.GetTypedHeaders();
        var entity = new EntityTagHeaderValue($"\"{tag}\"");
        context.Response.GetTypedHeaders().ETag = entity;
        context.Response.Headers.AcceptRanges = "bytes";
        context.Response.ContentType = "application/octet-stream";
        if (headers.IfMatch is { Count: > 0 } wanted && !wanted.Any(other => other.Compare(entity, useStrongComparison: true)))
        {
            context.Response.StatusCode = StatusCodes.Status412PreconditionFailed;
            return;
        }
        var whole = headers.IfRange?.EntityTag is { } same && !same.Compare(entity, useStrongComparison: true);
        var (from, end) = (0L, bytes);
        if (headers.Range is { Unit.Value: "bytes", Ranges: { Count: 1 } ranges } && ranges.Single() is { From: { } first } range && !whole)
        {
            if (first >= bytes || range.To < first)
            {
                context.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                context.Response.GetTypedHeaders().ContentRange = new ContentRangeHeaderValue(bytes);
                return;
            }
            (from, end) = (first, range.To is { } last ? Math.Min(last + 1, bytes) : bytes);
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.GetTypedHeaders().ContentRange = new ContentRangeHeaderValue(from, end - 1, bytes);
        }
        context.Response.ContentLength = end - from;
        await CopyAsync(context, path, from, end, sent);
    }

    private static async Task CopyAsync(HttpContext context, string path, long from, long end, Action<int> sent)
    {
        using var handle = File.OpenHandle(path, share: FileShare.Read | FileShare.Delete);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (from < end)
            {
                var read = RandomAccess.Read(handle, buffer.AsSpan(0, (int)Math.Min(BufferBytes, end - from)), from);
                if (read == 0)
                {
                    context.Abort(); // shorter than it was: the other side must not take it for whole
                    return;
                }
                sent(read); // before the other side has them and looks
                await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
                from += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
