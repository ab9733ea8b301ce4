using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using AksExtensions.Azure.Pipeline;

namespace AksExtensions.Azure.Clients;

/// <summary>
/// Azure.Core's rehydration tokens, which contain the address of an operation's state. They are made from the answer to the request that started
/// it, and stored as JSON, so that another process can continue.
/// </summary>
internal static class RehydrationTokens
{
    private const string StatusHeader = "Azure-AsyncOperation";

    /// <summary>The token of an operation that was just accepted.</summary>
    /// <returns>
    /// The token, or null when the answer has no usable link; then the resource itself has the state. Also the reason why a link could not
    /// be used, or null.
    /// </returns>
    /// <remarks>
    /// The link is signed and therefore used unchanged. <c>Location</c> is ignored: the service sends one on another host, which
    /// must not get the access token, and the final resource is at the address of the request.
    /// </remarks>
    public static (string? Token, AksExtensionException? Obstacle) Create(ArmRequests requests, RequestMethod method, Uri requestUri, Response response)
    {
        // A token is shown and stored, so none is made from a link with a secret. The extension itself shows its state.
        if (!response.Headers.TryGetValue(StatusHeader, out var link) || string.IsNullOrEmpty(link) || RedactedResponse.Finds(response, link))
        {
            return default;
        }

        Uri next;
        try
        {
            next = requests.Link($"The {StatusHeader} header", link);
        }
        catch (AksExtensionException foreign)
        {
            // The change was accepted anyway, and the state of the extension shows its result.
            return (null, foreign);
        }

        var json = BinaryData.FromObjectAsJson(new
        {
            version = "1.0.0",
            id = Guid.NewGuid().ToString(),
            requestMethod = method.Method,
            initialUri = requestUri.AbsoluteUri,
            nextRequestUri = next.AbsoluteUri,
            headerSource = "AzureAsyncOperation",
            finalStateVia = "OriginalUri",
            lastKnownLocation = (string?)null,
        });
        return (Write(ModelReaderWriter.Read<RehydrationToken>(json)), null);
    }

    /// <summary>
    /// Reads a token, which can come from an edited file: it must point to the host of this connection and belong to this extension.
    /// </summary>
    /// <exception cref="AksExtensionException"><c>OperationInvalid</c> or <c>ForeignHostRefused</c>.</exception>
    public static RehydrationToken Read(string text, ExtensionReference extension, ArmRequests requests)
    {
        var token = Read(text);
        using var document = AnswerJson.Parse(Encoding.UTF8.GetBytes(text));
        foreach (var name in new[] { "initialUri", "nextRequestUri" })
        {
            var link = document.RootElement.String(name) ?? throw Errors.OperationInvalid($"its rehydration token has no {name}");
            var uri = requests.Link("The operation's rehydration token", link);
            if (name == "initialUri" && !uri.AbsolutePath.Equals(extension.Path, StringComparison.OrdinalIgnoreCase))
            {
                throw Errors.OperationInvalid("its rehydration token is about another extension");
            }
        }

        return token;
    }

    private static RehydrationToken Read(string token)
    {
        try
        {
            return ModelReaderWriter.Read<RehydrationToken>(BinaryData.FromString(token));
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            throw Errors.OperationInvalid("its rehydration token cannot be read", failure);
        }
    }

    private static string Write(RehydrationToken token) => ModelReaderWriter.Write(token).ToString();
}
