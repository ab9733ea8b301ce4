using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Core;

namespace AksExtensions.Azure.Clients;

/// <summary>
/// Azure.Core's rehydration tokens: where an operation's state is to be asked for. Made of the answer to the request that started it, and
/// carried as JSON, so that another process can go on.
/// </summary>
internal static class RehydrationTokens
{
    private const string StatusHeader = "Azure-AsyncOperation";

    /// <summary>The token of an operation that was just accepted.</summary>
    /// <returns>Null when the answer names no place to ask; the resource itself then tells its state.</returns>
    /// <remarks>
    /// The link is used to the letter: it is signed. <c>Location</c> is left alone: the service sends one on a foreign host, where the
    /// token must not go, and the final resource is where the request went.
    /// </remarks>
    public static string? Create(ArmRequests requests, RequestMethod method, Uri requestUri, Response response)
    {
        if (!response.Headers.TryGetValue(StatusHeader, out var link) || string.IsNullOrEmpty(link))
        {
            return null;
        }

        var json = BinaryData.FromObjectAsJson(new
        {
            version = "1.0.0",
            id = Guid.NewGuid().ToString(),
            requestMethod = method.Method,
            initialUri = requestUri.AbsoluteUri,
            nextRequestUri = requests.Link($"The {StatusHeader} header", link).AbsoluteUri,
            headerSource = "AzureAsyncOperation",
            finalStateVia = "OriginalUri",
            lastKnownLocation = (string?)null,
        });
        return Write(ModelReaderWriter.Read<RehydrationToken>(json));
    }

    /// <summary>
    /// Reads a token. It may come from a file that somebody edited: it must lead to this connection's host, and be about this extension.
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
