using CritiqueCluster.Core;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace CritiqueCluster.Node.Control;

/// <summary><c>POST /runs</c> hands a learner a run, <c>GET /runs/NAME</c> says what has become of it.</summary>
/// <param name="submit">Takes it; what it throws is answered.</param>
/// <param name="submitted">Told when whoever handed a run in has the answer.</param>
/// <param name="account">Null: there is no such run.</param>
internal sealed class RunRoutes(Func<RunSubmission, RunAccount> submit, Action submitted, Func<string, RunAccount?> account)
{
    private const int MostBytes = 1 << 20;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/runs", SubmitAsync);
        app.MapGet("/runs/{run}", AccountAsync);
    }

    private Task SubmitAsync(HttpContext context)
    {
        context.Response.Headers.Connection = "close"; // who waited for a run may stop listening then
        return ControlRoutes.Change(context, () => ControlRoutes.AnswerAsync(context, async () =>
        {
            var account = submit(await ReadAsync(context));
            context.Response.OnCompleted(() =>
            {
                submitted();
                return Task.CompletedTask;
            });
            return ControlJson.Write(account);
        }));
    }

    private Task AccountAsync(HttpContext context) =>
        ControlRoutes.AnswerAsync(context, () => Task.FromResult(ControlJson.Write(Account((string)context.GetRouteValue("run")!))));

    private RunAccount Account(string run) => account(run) ?? throw new ConfigurationException($"There is no run {run} at this learner.");

    private static async Task<RunSubmission> ReadAsync(HttpContext context)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MostBytes;
        using var reader = new StreamReader(context.Request.Body);
        try
        {
            return ControlJson.Read<RunSubmission>(await reader.ReadToEndAsync(context.RequestAborted));
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new ConfigurationException($"What was handed in is no run ({e.Message}): use the same version of the program on all nodes.", e);
        }
    }
}
