using AksExtensions.Arm;
using AksExtensions.Azure.Answers;
using AksExtensions.Azure.Pipeline;
using Azure.Core.Pipeline;
using Azure.ResourceManager;

namespace AksExtensions.Azure;

/// <summary>
/// Sends requests through the ARM client's pipeline (sign-in, correlation, diagnostics), which <see cref="ArmResource"/> makes available to
/// derived classes. It knows requests and answers, but not their meaning.
/// </summary>
internal sealed class ArmRequests(ArmClient client, SignInCredential credential, ArmConnection connection) : ArmResource(client, ResourceIdentifier.Root)
{
    // An endpoint has no path.
    private readonly string _host = connection.Endpoint.GetLeftPart(UriPartial.Authority);

    /// <summary>The signed-in identity; null before the first token.</summary>
    public SignedIn? SignedIn => credential.SignedIn;

    /// <summary>The answer of a cloud without kubernetesResources; null when it has them, or was not asked yet.</summary>
    public AksExtensionException? KubernetesResourcesRefusal { get; set; }

    /// <summary>The address of a path with an API version and more query parameters, which are encoded here.</summary>
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
        // Uri treats a leading '/' as a file path on Unix, so the endpoint is combined first.
        if (System.Uri.TryCreate(Endpoint, link, out var uri) && HostPolicy.IsOwn(uri, connection.Endpoint))
        {
            return uri;
        }

        throw Errors.ForeignHostRefused(source, uri?.GetLeftPart(UriPartial.Scheme) + uri?.Authority, connection.Endpoint);
    }

    /// <summary>Sends a request and returns the answer, whatever its status.</summary>
    /// <param name="method">The method.</param>
    /// <param name="uri">The address.</param>
    /// <param name="body">The body as UTF-8 JSON, which is cleared after the answer; null means none.</param>
    /// <param name="scope">The scope of the command.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <param name="onSending">Called when the first attempt is sent; null means that there is no listener.</param>
    /// <returns>The answer, and whether an earlier attempt might have arrived, so that the answer can be the result of that one.</returns>
    /// <exception cref="AksExtensionException">There is no answer.</exception>
    public async Task<(Response Response, bool MayHaveArrivedBefore)> SendAsync(
        RequestMethod method, Uri uri, byte[]? body, CommandScope scope, CancellationToken cancellationToken, Action? onSending = null)
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
        if (onSending is not null)
        {
            message.SetProperty(ExchangePolicy.OnSending, onSending);
        }

        try
        {
            await Pipeline.SendAsync(message, cancellationToken);
            // The body is buffered and outlives the message, as in every client of the Azure SDK.
            return (Unredirected(message.Response), message.TryGetProperty(ArmRetryPolicy.MayHaveArrived, out _));
        }
        catch (AksExtensionException failure) when (failure.Arm is null && message.HasResponse && message.Response.Status == 401)
        {
            throw Errors.Challenged(failure, new(401, AnswerBody.Of(message.Response).Error, message.Response.RequestId()));
        }
        catch (Exception failure) when (IsFailure(failure, cancellationToken))
        {
            var error = ErrorMapper.FromFailure(failure, uri.AbsolutePath, connection.Endpoint, message.HasResponse ? message.Response : null);
            error.MayHaveStarted = message.TryGetProperty(ArmRetryPolicy.MayHaveArrived, out _) || Transports.MayHaveSent(failure);
            throw error;
        }
        finally
        {
            if (body is not null)
            {
                Array.Clear(body);
            }
        }
    }

    /// <summary>Polls an operation once, with Azure.Core's operation type.</summary>
    /// <param name="token">The address of the operation.</param>
    /// <param name="target">The ID of the target of the operation, for errors.</param>
    /// <param name="scope">The scope of the command.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The last answer: that of the operation, or that of the resource when the operation succeeded.</returns>
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
                // Azure.Core reads the state and the links itself, and throws for invalid ones.
                throw ErrorMapper.Invalid(transport.Answer, target, "it is not the state of an operation", failure);
            }
            catch (RequestFailedException failure) when (failure.GetRawResponse() is { } response)
            {
                // The answer distinguishes a failed operation from a failed request.
                return Unredirected(response);
            }
        }, cancellationToken);

    /// <summary>Gets a token as the pipeline does for a request.</summary>
    /// <returns>The source of the token.</returns>
    public Task<TokenSource> SignInAsync(CancellationToken cancellationToken) => Guarded(nameof(SignInAsync), async () =>
    {
        // Requested as the pipeline does, so that both use the same token: it can be challenged (continuous access evaluation).
        await credential.GetTokenAsync(
            new([new ArmEnvironment(connection.Endpoint, connection.Audience).DefaultScope], isCaeEnabled: true), cancellationToken);
        return credential.Source;
    }, cancellationToken);

    /// <summary>Gets a token for AKS clusters that sign in with Microsoft Entra ID.</summary>
    /// <exception cref="AksExtensionException"><c>AuthenticationFailed</c>.</exception>
    public Task<string> GetClusterTokenAsync(CancellationToken cancellationToken) => Guarded(
        nameof(GetClusterTokenAsync), async () => (await credential.GetTokenAsync(new([ClusterToken.Scope]), cancellationToken)).Token, cancellationToken);

    // Redirects are not followed. One to another host can be an attempt to get the token, and is reported as such.
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

    // Azure.Core's timeout is a TaskCanceledException, like Ctrl+C: only the caller's token distinguishes the two.
    private static bool IsFailure(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        TaskCanceledException => !cancellationToken.IsCancellationRequested,
        RequestFailedException or IOException or AnswerTooLargeException or InvalidDataException or InvalidOperationException or System.Text.Json.JsonException
            or global::Azure.Identity.AuthenticationFailedException => true,
        _ => false,
    };
}
