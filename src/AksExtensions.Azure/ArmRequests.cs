using AksExtensions.Arm;
using AksExtensions.Azure.Pipeline;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.ResourceManager;

namespace AksExtensions.Azure;

/// <summary>
/// Sends requests through the ARM client's own pipeline (sign-in, correlation, diagnostics), which <see cref="ArmResource"/> opens to its
/// children. Knows requests and answers, not what they are about.
/// </summary>
internal sealed class ArmRequests(ArmClient client, SignInCredential credential, ArmConnection connection) : ArmResource(client, ResourceIdentifier.Root)
{
    // An endpoint has no path of its own.
    private readonly string _host = connection.Endpoint.GetLeftPart(UriPartial.Authority);

    /// <summary>The address of a path with an api-version and further query parameters (values are encoded here).</summary>
    public Uri Uri(string path, string apiVersion, IEnumerable<KeyValuePair<string, string?>>? query = null)
    {
        var text = $"{_host}{path}?api-version={System.Uri.EscapeDataString(apiVersion)}";
        foreach (var (name, value) in query ?? [])
        {
            if (value is not null)
            {
                text += $"&{name}={System.Uri.EscapeDataString(value)}";
            }
        }

        return new Uri(text);
    }

    /// <summary>A link from an answer, absolute or relative to the endpoint.</summary>
    /// <exception cref="AksExtensionException"><c>ForeignHostRefused</c>.</exception>
    public Uri Link(string source, string link)
    {
        // A leading '/' is a file's path to Uri on Unix: the endpoint decides what is relative.
        if (System.Uri.TryCreate(Endpoint, link, out var uri) && HostPolicy.IsOwn(uri, connection.Endpoint))
        {
            return uri;
        }

        throw Errors.ForeignHostRefused(source, uri?.GetLeftPart(UriPartial.Scheme) + uri?.Authority, connection.Endpoint);
    }

    /// <summary>Sends a request and gives the answer, whatever its status.</summary>
    /// <param name="method">The method.</param>
    /// <param name="uri">The address.</param>
    /// <param name="body">The body as UTF-8 JSON, cleared when the answer is there; null means none.</param>
    /// <param name="scope">What travels with the message.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The answer, and whether an earlier try may have arrived: the answer may then be about what that one did.</returns>
    /// <exception cref="AksExtensionException">There was no answer.</exception>
    public async Task<(Response Response, bool MayHaveArrivedBefore)> SendAsync(
        RequestMethod method, Uri uri, byte[]? body, CommandScope scope, CancellationToken cancellationToken)
    {
        using var message = Pipeline.CreateMessage();
        message.Request.Method = method;
        message.Request.Uri.Reset(uri);
        message.Request.Headers.Add("Accept", "application/json");
        if (body is not null)
        {
            message.Request.Headers.Add("Content-Type", "application/json");
            message.Request.Content = RequestContent.Create(body);
        }

        scope.Join(message);
        try
        {
            await Pipeline.SendAsync(message, cancellationToken);
            // The body is buffered, so it outlives the message, as in every client of the Azure SDK.
            return (Unredirected(message.Response), message.TryGetProperty(ArmRetryPolicy.MayHaveArrived, out _));
        }
        catch (Exception failure) when (IsFailure(failure, cancellationToken))
        {
            throw ErrorMapper.FromFailure(failure, uri.AbsolutePath, connection.Endpoint);
        }
        finally
        {
            if (body is not null)
            {
                Array.Clear(body);
            }
        }
    }

    /// <summary>Asks once for the state of an operation, with Azure.Core's own operation type.</summary>
    /// <param name="token">Where the operation is asked for.</param>
    /// <param name="target">The id of what the operation is about, for errors.</param>
    /// <param name="scope">What travels with the message.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The last answer: of the operation, or of the resource when the operation succeeded.</returns>
    public Task<Response> PollAsync(RehydrationToken token, string target, CommandScope scope, CancellationToken cancellationToken) =>
        Guarded(target, async () =>
        {
            var transport = new OperationTransport(Pipeline, scope, cancellationToken);
            try
            {
                return Unredirected((await Operation.RehydrateAsync(new HttpPipeline(transport), token, new ArmClientOptions())).GetRawResponse());
            }
            catch (Exception failure) when (transport.Answer is null && failure is (FormatException or ArgumentException))
            {
                throw Errors.OperationInvalid("its rehydration token cannot be followed", failure);
            }
            catch (Exception failure) when (transport.Answer is not null
                && failure is (System.Text.Json.JsonException or InvalidOperationException or FormatException or ArgumentException))
            {
                // Azure.Core reads the state and the links itself, and stumbles over what is none.
                throw ErrorMapper.Invalid(transport.Answer, target, "it is not the state of an operation", failure);
            }
            catch (RequestFailedException failure) when (failure.GetRawResponse() is { } response)
            {
                // A failed operation and a failed request are told apart by the answer itself.
                return Unredirected(response);
            }
        }, cancellationToken);

    /// <summary>Gets a token, as the pipeline would for a request.</summary>
    /// <returns>The source that gave it.</returns>
    public Task<TokenSource> SignInAsync(CancellationToken cancellationToken) => Guarded(nameof(SignInAsync), async () =>
    {
        // As the pipeline asks, so that its token is this one: it can be challenged (continuous access evaluation).
        await credential.GetTokenAsync(
            new([new ArmEnvironment(connection.Endpoint, connection.Audience).DefaultScope], isCaeEnabled: true), cancellationToken);
        return credential.Source;
    }, cancellationToken);

    // No redirect is followed. One that leads away from the host is an attempt on the token, and is told as such.
    private Response Unredirected(Response response)
    {
        if (response.Status is >= 300 and < 400 && response.Headers.TryGetValue("Location", out var location))
        {
            _ = Link("A redirect", location);
        }

        return response;
    }

    private async Task<T> Guarded<T>(string target, Func<Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await send();
        }
        catch (Exception failure) when (IsFailure(failure, cancellationToken))
        {
            throw ErrorMapper.FromFailure(failure, target, connection.Endpoint);
        }
    }

    // Azure.Core's own time-out is a TaskCanceledException, as Ctrl+C is: only the caller's token tells the two apart.
    private static bool IsFailure(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        TaskCanceledException => !cancellationToken.IsCancellationRequested,
        RequestFailedException or IOException or InvalidOperationException or System.Text.Json.JsonException
            or global::Azure.Identity.AuthenticationFailedException => true,
        _ => false,
    };
}
