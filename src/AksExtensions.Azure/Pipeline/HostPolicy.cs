using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// The trust boundary: a request is sent to the connection's scheme, host and port, or not at all. Links in answers (nextLink,
/// Azure-AsyncOperation, redirects) are external data, and the token must not follow them to another host.
/// </summary>
internal sealed class HostPolicy(Uri endpoint) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Check(message);
        ProcessNext(message, pipeline);
    }

    public override ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Check(message);
        return ProcessNextAsync(message, pipeline);
    }

    /// <summary>Whether a link points to the connection's own host.</summary>
    public static bool IsOwn(Uri link, Uri endpoint) =>
        link.IsAbsoluteUri
        && link.Scheme.Equals(endpoint.Scheme, StringComparison.OrdinalIgnoreCase)
        && endpoint.IdnHost.Equals(IdnHost(link), StringComparison.OrdinalIgnoreCase)
        && link.Port == endpoint.Port
        && link.UserInfo.Length == 0;

    // A Uri accepts an invalid host and reports it only here.
    private static string? IdnHost(Uri link)
    {
        try
        {
            return link.IdnHost;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }

    private void Check(HttpMessage message)
    {
        var uri = message.Request.Uri.ToUri();
        if (!IsOwn(uri, endpoint))
        {
            throw Errors.ForeignHostRefused("A link in an answer", uri.GetLeftPart(UriPartial.Scheme) + uri.Authority, endpoint);
        }
    }
}
