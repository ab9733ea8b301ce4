using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>
/// The real service, as it was recorded: answers in the recorded order, and fails the test when a request is not the recorded one.
/// </summary>
/// <param name="exchanges">What is expected, in order.</param>
/// <param name="tolerated">Query parameters that may differ, with a reason at the place of the test.</param>
internal sealed class ReplayHandler(IEnumerable<Exchange> exchanges, params string[] tolerated) : HttpMessageHandler
{
    private readonly Queue<Exchange> _expected = new(exchanges);

    /// <summary>Changes a recorded body to what is to be sent now: an exception, with a reason at the place of the test.</summary>
    public Func<JsonNode, JsonNode> Adjust { get; init; } = body => body;

    /// <summary>Fails when a recorded request was not sent.</summary>
    public void AssertFinished() => Assert.Empty(_expected.Select(exchange => $"{exchange.Method} {exchange.Uri}"));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Assert.True(_expected.TryDequeue(out var exchange), $"{request.Method} {request.RequestUri} was sent after all recorded requests.");
        Assert.Equal(exchange.Method, request.Method.Method);
        Assert.Equal(exchange.Uri.AbsolutePath, request.RequestUri!.AbsolutePath, ignoreCase: true);
        Assert.Equal(Query.Text(exchange.Uri, tolerated), Query.Text(request.RequestUri, tolerated));
        Assert.Equal("Bearer", request.Headers.Authorization?.Scheme);
        var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
        Bodies.AssertEqual(exchange.RequestBody is null ? null : Adjust(Bodies.WithoutEmptySettings(exchange.RequestBody)), body);
        return Answer(exchange);
    }

    private static HttpResponseMessage Answer(Exchange exchange)
    {
        var response = new HttpResponseMessage((HttpStatusCode)exchange.Status) { Content = new StringContent(exchange.Body) };
        response.Content.Headers.Clear();
        foreach (var (name, value) in exchange.Headers.Where(header => !header.Key.Equals("content-length", StringComparison.OrdinalIgnoreCase)))
        {
            if (!response.Headers.TryAddWithoutValidation(name, value))
            {
                response.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return response;
    }
}
