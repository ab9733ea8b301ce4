using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace AksExtensions.Azure.Tests;

/// <summary>Returns the answers of the test, and records the requests.</summary>
internal sealed class AnswerHandler(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
{
    /// <summary>What was sent, in order.</summary>
    public List<(string Method, Uri Uri, JsonNode? Body)> Requests { get; } = [];

    /// <summary>An answer with a JSON body and perhaps headers.</summary>
    public static HttpResponseMessage Json(int status, string body, params (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
        Requests.Add((request.Method.Method, request.RequestUri!, body));
        return answer(request);
    }
}
