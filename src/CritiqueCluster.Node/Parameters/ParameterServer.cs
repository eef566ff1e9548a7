using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Core;
using CritiqueCluster.Core.Parameters;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CritiqueCluster.Node.Parameters;

/// <summary>How a node gives parameters to others.</summary>
internal sealed record ParameterServerOptions
{
    /// <summary>Address to listen at: an IP address, or <c>*</c> for all.</summary>
    public string Listen { get; init; } = "127.0.0.1";

    /// <summary>Name or address that others reach it at.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>How others are known, over TLS; null: they are not, and it is in the clear.</summary>
    public NodeCertificates? Certificates { get; init; }

    /// <summary>Downloads at once; who comes then is told to go elsewhere or wait. Few, so that a version spreads like a tree.</summary>
    public int MostDownloads { get; init; } = 2;

    /// <summary>When who was sent away may come again, in whole seconds.</summary>
    public int RetryAfterSeconds { get; init; } = 1;

    /// <summary>Adds what else the node answers.</summary>
    public Action<IEndpointRouteBuilder> Routes { get; init; } = _ => { };

    /// <summary>Whether the node can do its work.</summary>
    public Func<bool> Ready { get; init; } = () => true;
}

/// <summary>
/// Gives the versions of a library to others over HTTP: <c>/parameters/MODEL/STEP/manifest</c>, <c>…/files/NAME</c> (with ranges) and
/// <c>…/delta?from=HASH</c>; and says how the node is: <c>/health/live</c>, <c>/health/ready</c>. What is
/// asked for is looked up, never made a path of.
/// </summary>
internal sealed class ParameterServer : IAsyncDisposable
{
    private const int MostConnections = 1000;

    private readonly ParameterServerOptions _options;
    private readonly ParameterLibrary _library;
    private readonly DeltaShelf _deltas;
    private readonly SemaphoreSlim _slots;
    private readonly WebApplication _app;
    private long _bytesSent;

    private ParameterServer(ParameterServerOptions options, ParameterLibrary library, DeltaShelf deltas)
    {
        (_options, _library, _deltas) = (options, library, deltas);
        _slots = new(options.MostDownloads);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        var url = FormattableString.Invariant($"{PeerLink.SchemeOf(options.Certificates)}://{options.Listen}:{options.Port}");
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseUrls(url).ConfigureKestrel(kestrel =>
        {
            if (options.Certificates is { } certificates)
                kestrel.ConfigureHttpsDefaults(https => PeerLink.Demand(https, certificates));
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
        });
        _app = builder.Build();
        Map();
    }

    /// <summary>Where others reach it.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Bytes of files and deltas that went out so far.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>Begins to listen.</summary>
    /// <exception cref="EnvironmentException">The address is taken, or not this machine's.</exception>
    public static async Task<ParameterServer> StartAsync(ParameterServerOptions options, ParameterLibrary library, DeltaShelf deltas)
    {
        var server = new ParameterServer(options, library, deltas);
        try
        {
            await server._app.StartAsync();
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            await server.DisposeAsync();
            throw new EnvironmentException($"Cannot listen at {options.Listen}:{options.Port}: {e.Message} Choose another port.", e);
        }
        server.Address = new UriBuilder(PeerLink.SchemeOf(options.Certificates), options.Host, new Uri(server._app.Urls.First()).Port).Uri;
        return server;
    }

    /// <summary>Adds a version that lies in a folder, and says where others find it.</summary>
    public Uri Offer(ParameterVersion version, string folder)
    {
        if (_library.Find(version.Model, version.Step)?.Version != version)
            _library.Add(version, folder);
        return new Uri(Address, FormattableString.Invariant($"parameters/{version.Model}/{version.Step}"));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true)); // downloads under way go on elsewhere
        await _app.DisposeAsync();
        _slots.Dispose();
    }

    private void Map()
    {
        _app.MapGet("/health/live", context => context.Response.WriteAsync("live"));
        _app.MapGet("/health/ready", context =>
        {
            var ready = _options.Ready();
            context.Response.StatusCode = ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsync(ready ? "ready" : "not ready");
        });
        _options.Routes(_app);
        _app.MapGet("/parameters/{model}/{step:int}/manifest", context => ForVersion(context, SendManifestAsync));
        _app.MapGet("/parameters/{model}/{step:int}/files/{name}", context => ForVersion(context, held => InSlotAsync(context, () => SendFileAsync(context, held))));
        _app.MapGet("/parameters/{model}/{step:int}/delta", context => ForVersion(context, held => InSlotAsync(context, () => SendDeltaAsync(context, held))));

        async Task SendManifestAsync(HttpContext context, HeldVersion held)
        {
            var bytes = ManifestJson.Write(await held.Manifest.Value);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private async Task ForVersion(HttpContext context, Func<HttpContext, HeldVersion, Task> answer)
    {
        var model = (string)context.GetRouteValue("model")!;
        var step = int.Parse((string)context.GetRouteValue("step")!, System.Globalization.CultureInfo.InvariantCulture);
        if (_library.Find(model, step) is not { } held)
        {
            await NotFoundAsync(context, "no such version");
            return;
        }
        using var use = _library.Use(held.Version);
        await answer(context, held);
    }

    private Task ForVersion(HttpContext context, Func<HeldVersion, Task> answer) => ForVersion(context, (_, held) => answer(held));

    private async Task InSlotAsync(HttpContext context, Func<Task> answer)
    {
        if (!await _slots.WaitAsync(0))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = FormattableString.Invariant($"{_options.RetryAfterSeconds}");
            return;
        }
        try
        {
            await answer();
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task SendFileAsync(HttpContext context, HeldVersion held)
    {
        if (await held.FileAsync((string)context.GetRouteValue("name")!) is { } file)
            await FileResponse.SendAsync(context, file.Path, file.Bytes, held.Version.Hash, Count);
        else
            await NotFoundAsync(context, "no such file");
    }

    private async Task SendDeltaAsync(HttpContext context, HeldVersion to)
    {
        if (_library.Find(to.Version.Model, context.Request.Query["from"].ToString()) is not { } from)
        {
            await NotFoundAsync(context, "no such base");
            return;
        }
        using var use = _library.Use(from.Version);
        if (await _deltas.GetAsync(from, to) is { } delta)
            await FileResponse.SendAsync(context, delta.Path, delta.Bytes, delta.Tag, Count);
        else
            await NotFoundAsync(context, "a delta would not be smaller");
    }

    private static Task NotFoundAsync(HttpContext context, string reason)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync(reason);
    }

    private void Count(int bytes) => Interlocked.Add(ref _bytesSent, bytes);
}
