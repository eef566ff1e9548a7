using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CritiqueCluster.Node.Control;

/// <summary>What a node of a run lets operators do over HTTP.</summary>
/// <param name="absent">What it answers while it is at no run.</param>
internal sealed class ControlRoutes(string absent = ControlRoutes.NoRun)
{
    private const string NoRun = "No run is under way there: `critique train --cluster` hands one to a learner.";

    /// <summary>Whoever asks for a change names the program: a page in somebody's browser cannot set this without being asked first.</summary>
    public const string Header = "Critique-Client";

    private ClusterControl? _control;
    private string? _description;

    /// <summary>From now on the node is at a run.</summary>
    /// <param name="description">What others are told of it; null: they ask elsewhere.</param>
    /// <param name="control">The run's cluster.</param>
    public void Open(string? description, ClusterControl control) => (_description, _control) = (description, control);

    /// <summary>From now on it is at none.</summary>
    public void Close() => (_description, _control) = (null, null);

    /// <summary>
    /// <c>GET /run</c> says what it is, <c>GET /status</c> how it stands; <c>POST /run/pause</c>, <c>/run/resume</c>, <c>/run/stop</c> and
    /// <c>/nodes/HOST:PORT/drain</c> change that.
    /// </summary>
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/run", context => _description is { } run ? context.Response.WriteAsync(run) : NoRunAsync(context));
        app.MapGet("/status", async context => await OverControl(context, async control => ControlJson.Write(await control.StatusAsync())));
        MapHold("pause", RunHold.Paused);
        MapHold("resume", RunHold.None);
        MapHold("stop", RunHold.Stopped);
        MapChange("/nodes/{node}/drain", async (control, context) =>
        {
            await control.DrainAsync((string)context.GetRouteValue("node")!);
            return "{}";
        });

        void MapHold(string name, RunHold hold) => MapChange($"/run/{name}", async (control, _) => ControlJson.Write(await control.HoldAsync(hold)));

        void MapChange(string route, Func<ClusterControl, HttpContext, Task<string>> change)
        {
            app.MapPost(route, AnswerAsync);

            Task AnswerAsync(HttpContext context) => Change(context, () => OverControl(context, control => change(control, context)));
        }
    }

    /// <summary>Does what changes something only for who names the program.</summary>
    public static Task Change(HttpContext context, Func<Task> change) =>
        context.Request.Headers.ContainsKey(Header) ? change() : AnswerAsync(context, StatusCodes.Status403Forbidden, $"the header {Header} is missing");

    /// <summary>Answers with what was said, or with what is wrong.</summary>
    public static async Task AnswerAsync(HttpContext context, Func<Task<string>> answer)
    {
        try
        {
            var text = await answer();
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(text);
        }
        catch (ConfigurationException e)
        {
            await AnswerAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
        catch (Exception e) when (e is EnvironmentException or IOException or UnauthorizedAccessException)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, e.Message);
        }
        catch (ObjectDisposedException)
        {
            await AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, NoRun); // it has just ended
        }
    }

    private static Task AnswerAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(text);
    }

    private Task OverControl(HttpContext context, Func<ClusterControl, Task<string>> ask) =>
        _control is { } control ? AnswerAsync(context, () => ask(control)) : NoRunAsync(context);

    private Task NoRunAsync(HttpContext context) => AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, absent);
}
