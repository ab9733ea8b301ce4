using Azure.Core;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// The trust boundary: a request goes to the connection's host, port and scheme, or it does not leave. Links in answers (nextLink,
/// Azure-AsyncOperation, redirects) are data from outside, and the token must not follow them anywhere else.
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

    /// <summary>Whether a link leads to the connection's own host.</summary>
    public static bool IsOwn(Uri link, Uri endpoint) =>
        link.IsAbsoluteUri
        && link.Scheme.Equals(endpoint.Scheme, StringComparison.OrdinalIgnoreCase)
        && endpoint.IdnHost.Equals(IdnHost(link), StringComparison.OrdinalIgnoreCase)
        && link.Port == endpoint.Port
        && link.UserInfo.Length == 0;

    // A Uri is made of a host that cannot be one, and only says so here.
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
