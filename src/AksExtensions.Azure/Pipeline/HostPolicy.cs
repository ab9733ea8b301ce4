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
        && link.IdnHost.Equals(endpoint.IdnHost, StringComparison.OrdinalIgnoreCase)
        && link.Port == endpoint.Port
        && link.UserInfo.Length == 0;

    private void Check(HttpMessage message)
    {
        var uri = message.Request.Uri.ToUri();
        if (!IsOwn(uri, endpoint))
        {
            throw Errors.ForeignHostRefused("A link in an answer", uri.GetLeftPart(UriPartial.Scheme) + uri.Authority, endpoint);
        }
    }
}
