using System.Runtime.CompilerServices;
using System.Text.Json;
using AksExtensions.Arm;
using AksExtensions.Azure.Answers;
using AksExtensions.Azure.Pipeline;

namespace AksExtensions.Azure.Clients;

/// <summary>The shared part of all clients: sends the requests of one command, and reads the answers as JSON objects and pages.</summary>
/// <param name="requests">The pipeline.</param>
/// <param name="connection">The connection.</param>
/// <param name="extensionTypes">The API version for extension types, which all commands of the connection share.</param>
/// <param name="scope">The command.</param>
internal sealed class ArmCalls(ArmRequests requests, ArmConnection connection, ExtensionTypeVersions extensionTypes, CommandScope scope)
{
    /// <summary>The pipeline.</summary>
    public ArmRequests Requests => requests;

    /// <summary>The connection.</summary>
    public ArmConnection Connection => connection;

    /// <summary>The API version for extension types.</summary>
    public ExtensionTypeVersions ExtensionTypes => extensionTypes;

    /// <summary>The command.</summary>
    public CommandScope Scope => scope;

    /// <summary>The address of an extension.</summary>
    public Uri UriOf(ExtensionReference extension) => requests.Uri(extension.Path, connection.ApiVersion);

    /// <summary>A part of a path, encoded.</summary>
    /// <param name="parameter">The parameter that the text comes from.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="AksExtensionException"><c>FilterInvalid</c>: an address without the part, or above it, would be another one.</exception>
    public static string Segment(string parameter, string text) => text.Trim() is "" or "." or ".."
        ? throw Errors.FilterInvalid(parameter, text, "it is not a name in Azure")
        : Uri.EscapeDataString(text);

    /// <summary>The path of a resource ID. Every part is encoded, so that none of them can be more than a part.</summary>
    /// <exception cref="AksExtensionException"><c>FilterInvalid</c>: an address without a part would be another one.</exception>
    public static string Path(string resourceId) => '/' + string.Join('/', resourceId.Split('/').Skip(1).Select(part => Segment("Resource", part)));

    /// <summary>Reads an answer that must be a JSON object.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="target">The subject of the request, for the error.</param>
    /// <exception cref="AksExtensionException"><c>AnswerInvalid</c>.</exception>
    public static JsonDocument Parse(Response response, string target)
    {
        try
        {
            var document = AnswerJson.Parse(response.Content.ToMemory());
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw ErrorMapper.Invalid(response, target, "its body is not a JSON object");
        }
        catch (JsonException failure)
        {
            throw ErrorMapper.Invalid(response, target, "its body is not JSON", failure);
        }
    }

    /// <summary>Sends a request and returns the answer, whatever its status.</summary>
    /// <returns>The answer, and whether an earlier attempt may have arrived.</returns>
    public Task<(Response Response, bool MayHaveArrivedBefore)> SendAsync(
        RequestMethod method, Uri uri, byte[]? body, CancellationToken cancellationToken, Action? onSending = null) =>
        requests.SendAsync(method, uri, body, scope, cancellationToken, onSending);

    /// <summary>Sends a GET and returns the answer, whatever its status.</summary>
    public async Task<Response> GetAsync(Uri uri, CancellationToken cancellationToken) =>
        (await SendAsync(RequestMethod.Get, uri, null, cancellationToken)).Response;

    /// <summary>Sends a request whose answer is one JSON object.</summary>
    /// <param name="method">The method.</param>
    /// <param name="uri">The address.</param>
    /// <param name="body">The body as UTF-8 JSON; null means none.</param>
    /// <param name="subject">The subject of the request.</param>
    /// <param name="map">Creates the model; it must not keep the element.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public async Task<T> ReadAsync<T>(
        RequestMethod method, Uri uri, byte[]? body, Subject subject, Func<JsonElement, Response, T> map,
        CancellationToken cancellationToken)
    {
        var (response, _) = await SendAsync(method, uri, body, cancellationToken);
        if (response.Status != 200)
        {
            throw Refusals.Of(response, subject, connection.TimeProvider);
        }

        using var document = Parse(response, subject.Target);
        return map(document.RootElement, response);
    }

    /// <summary>
    /// The error of an unsuccessful answer about an extension. When ARM says that something is missing, but not whether it is the extension
    /// or its cluster, the cluster is read.
    /// </summary>
    public async Task<AksExtensionException> RefusedAsync(Response response, ExtensionReference extension, CancellationToken cancellationToken)
    {
        if (!Refusals.IsAmbiguous(response))
        {
            return Refusals.Of(response, Subject.Of(extension), connection.TimeProvider);
        }

        var cluster = extension.Cluster;
        var answer = await GetAsync(requests.Uri(cluster.Path, cluster.Type.ApiVersion), cancellationToken);
        var arm = new ArmError(response.Status, AnswerBody.Of(response).Error, response.RequestId());
        return Refusals.IsAmbiguous(answer)
            || (answer.Status != 200 && Refusals.Of(answer, Subject.Of(cluster)).ErrorId == nameof(Errors.ClusterNotFound))
                ? Errors.ClusterNotFound(cluster, arm)
                : Errors.ExtensionNotFound(extension, arm);
    }

    /// <summary>Reads one object.</summary>
    public Task<T> GetAsync<T>(
        Uri uri, Subject subject, Func<JsonElement, T> map, CancellationToken cancellationToken) =>
        ReadAsync(RequestMethod.Get, uri, null, subject, (answer, _) => map(answer), cancellationToken);

    /// <summary>Reads a list, one request for each page.</summary>
    /// <exception cref="AksExtensionException"><c>AnswerInvalid</c>, because what is not a list must not pass for an empty one.</exception>
    public async IAsyncEnumerable<T> ListAsync<T>(
        Uri first, Subject subject, Func<JsonElement, T> map, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pages = new PageProgress(first);
        for (var next = first; next is not null;)
        {
            var response = await GetAsync(next, cancellationToken);
            if (response.Status != 200)
            {
                throw Refusals.Of(response, subject, connection.TimeProvider);
            }

            using var document = Parse(response, subject.Target);
            foreach (var item in Items(document.RootElement) ?? throw ErrorMapper.Invalid(response, subject.Target, "it is not a list"))
            {
                pages.Saw(item);
                yield return map(item);
            }

            var link = document.RootElement.String("nextLink");
            next = string.IsNullOrEmpty(link) ? null : requests.Link("The answer's nextLink", link);
            if (next is not null && pages.FindFault(next) is { } fault)
            {
                throw ErrorMapper.Invalid(response, subject.Target, fault);
            }
        }
    }

    // A list without items can be null, but must exist.
    private static List<JsonElement>? Items(JsonElement root)
    {
        var value = root.EnumerateObject().FirstOrDefault(property => property.Name.Equals("value", StringComparison.OrdinalIgnoreCase)).Value;
        return value.ValueKind switch
        {
            JsonValueKind.Null => [],
            JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object) => [.. value.EnumerateArray()],
            _ => null,
        };
    }
}
