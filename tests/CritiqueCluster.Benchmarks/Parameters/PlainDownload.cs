using CritiqueCluster.Core.Models.Safetensors;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CritiqueCluster.Benchmarks.Parameters;

/// <summary>The weights of a folder downloaded as anybody would: Kestrel's own way to send a file, HttpClient, a file.</summary>
internal sealed class PlainDownload : IAsyncDisposable
{
    private const int BufferBytes = 1 << 18;

    private readonly HttpClient _http = new();
    private readonly WebApplication _app;

    private PlainDownload(string folder)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/weights", context => context.Response.SendFileAsync(Path.Combine(folder, SafetensorsCheckpoint.SingleFile)));
    }

    public static async Task<PlainDownload> StartAsync(string folder)
    {
        var download = new PlainDownload(folder);
        await download._app.StartAsync();
        return download;
    }

    /// <returns>How many bytes came.</returns>
    public double Run(string folder) => RunAsync(folder).GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    private async Task<double> RunAsync(string folder)
    {
        using var stream = await _http.GetStreamAsync(new Uri($"{_app.Urls.First()}/weights"));
        using var file = new FileStream(Path.Combine(folder, "weights"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        await stream.CopyToAsync(file, BufferBytes);
        return file.Length;
    }
}
