using System.Diagnostics;
using System.Net;
using System.Text;

using CritiqueCluster.Actors.Certificates;
using CritiqueCluster.Actors.Hosting;
using CritiqueCluster.Actors.Messages;
using CritiqueCluster.Core;
using CritiqueCluster.Node.Nodes;
using CritiqueCluster.Node.Parameters;

namespace CritiqueCluster.Node.Control;

/// <summary>An operator's side of <see cref="ControlRoutes"/> and <see cref="RunRoutes"/>: the first address that answers is asked.</summary>
/// <param name="addresses">Nodes of the run: the learner's, core nodes.</param>
/// <param name="certificates">How they are known; null: they are not.</param>
internal sealed class ControlClient(IReadOnlyList<NodeAddress> addresses, NodeCertificates? certificates) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly HttpClient _http = Client(certificates);

    /// <summary>How the cluster and its run stand.</summary>
    /// <exception cref="EnvironmentException">Nobody answers, or no run is under way.</exception>
    public async Task<ClusterStatus> StatusAsync(CancellationToken interrupted) =>
        ControlJson.Read<ClusterStatus>(await AskAsync(HttpMethod.Get, "status", null, interrupted));

    /// <summary>Holds the run, or lets it go on.</summary>
    /// <param name="verb"><c>pause</c>, <c>resume</c> or <c>stop</c>.</param>
    /// <param name="interrupted">Ends the wait.</param>
    /// <returns>How it is held now.</returns>
    /// <exception cref="EnvironmentException">Nobody answers, or no run is under way.</exception>
    public async Task<RunHold> HoldAsync(string verb, CancellationToken interrupted) =>
        ControlJson.Read<RunHold>(await AskAsync(HttpMethod.Post, $"run/{verb}", null, interrupted));

    /// <summary>Has a node finish or hand back what it holds, and end.</summary>
    /// <exception cref="ConfigurationException">There is no such node, or it may not go.</exception>
    /// <exception cref="EnvironmentException">Nobody answers, or no run is under way.</exception>
    public Task DrainAsync(string node, CancellationToken interrupted) => AskAsync(HttpMethod.Post, $"nodes/{Uri.EscapeDataString(node)}/drain", null, interrupted);

    /// <summary>Hands a run to a learner that waits for one.</summary>
    /// <exception cref="ConfigurationException">It cannot be run like this.</exception>
    /// <exception cref="EnvironmentException">Nobody answers, or another run is under way.</exception>
    public async Task<RunAccount> SubmitAsync(RunSubmission submission, CancellationToken interrupted)
    {
        var (wish, taken, waited) = (ControlJson.Write(submission.Named()), false, Stopwatch.StartNew());
        while (true)
            try
            {
                return ControlJson.Read<RunAccount>(await AskAsync(HttpMethod.Post, "runs", wish, interrupted));
            }
            catch (EnvironmentException e) when (waited.Elapsed < Patience && e.InnerException is HttpRequestException broken && (taken |= broken.HttpRequestError is not HttpRequestError.ConnectionError and not HttpRequestError.SecureConnectionError))
            {
                await Task.Delay(Interval, interrupted); // it was heard, and the answer was lost: a learner that begins a run listens anew
            }
    }

    /// <summary>What has become of a run that was handed in.</summary>
    /// <exception cref="ConfigurationException">There is no such run.</exception>
    /// <exception cref="EnvironmentException">Nobody answers.</exception>
    public async Task<RunAccount> AccountAsync(string run, CancellationToken interrupted) =>
        ControlJson.Read<RunAccount>(await AskAsync(HttpMethod.Get, $"runs/{Uri.EscapeDataString(run)}", null, interrupted));

    public void Dispose() => _http.Dispose();

    private async Task<string> AskAsync(HttpMethod method, string path, string? body, CancellationToken interrupted)
    {
        EnvironmentException? last = null;
        foreach (var address in addresses)
        {
            using var request = new HttpRequestMessage(method, new UriBuilder(PeerLink.SchemeOf(certificates), address.Host, address.Port, path).Uri);
            if (body is not null)
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
                if (body is null)
                    limit.CancelAfter(Patience); // what is handed over is read and hashed before it is answered
                using var answer = await _http.SendAsync(request, limit.Token);
                var text = await answer.Content.ReadAsStringAsync(limit.Token);
                if (answer.IsSuccessStatusCode)
                    return text;
                last = answer.StatusCode switch
                {
                    HttpStatusCode.NotFound when text.Length == 0 => throw new ConfigurationException(path == "runs"
                        ? $"{address.Host}:{address.Port} takes no runs: name a learner that waits for one (`critique node --roles learner`). `critique cluster RECIPE` and `critique train --listen` are at one of their own."
                        : $"{address.Host}:{address.Port} knows nothing of {path}: ask the learner's node or a core node."),
                    HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.Forbidden => throw new ConfigurationException(text),
                    _ => new EnvironmentException(text.Length > 0 ? text : $"{address.Host}:{address.Port} answers with HTTP {(int)answer.StatusCode}: what it says on its terminal tells why."),
                };
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !interrupted.IsCancellationRequested)
            {
                last ??= new EnvironmentException($"Nobody answers at {address.Host}:{address.Port} ({e.GetBaseException().Message.TrimEnd('.')}): name nodes of the run, as `train --listen` and core nodes say them{(IsConnectionError(e) ? "" : "; if there are certificates, both sides need --certificates, of one issuer")}.", e);
            }
        }
        throw last!;
    }

    private static bool IsConnectionError(Exception e) => e is not HttpRequestException { HttpRequestError: not HttpRequestError.ConnectionError and not HttpRequestError.NameResolutionError };

    private static HttpClient Client(NodeCertificates? certificates)
    {
        var http = new HttpClient(PeerLink.Handler(certificates)) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Add(ControlRoutes.Header, "critique");
        return http;
    }
}
