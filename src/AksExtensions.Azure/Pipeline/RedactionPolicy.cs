using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// Removes secrets from body, headers and reason phrase of answers before anything reads them. A service, a proxy or an attacker that echoes a
/// protected value or the token must not get it into an error, a log or an object.
/// </summary>
internal sealed class RedactionPolicy : HttpPipelinePolicy
{
    private const string Scheme = "Bearer ";

    // A renewed token remains valid for some minutes, and can be echoed too. Only a few are in use at a time.
    private const int MostTokens = 4;

    private readonly object _gate = new();
    private volatile string[] _tokens = [];
    private volatile Redaction _alone = new([]);

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("This module sends asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        Remember(message.Request);
        await ProcessNextAsync(message, pipeline);
        if (message.HasResponse)
        {
            Redact(message);
        }
    }

    private void Redact(HttpMessage message)
    {
        var response = message.Response;
        var redaction = CommandScope.Of(message)?.Redaction(_tokens) ?? _alone;
        if (response.ContentStream is { CanSeek: true, Length: > 0 } content)
        {
            var clean = redaction.Clean(response.Content.ToMemory());
            content.Position = 0;
            if (clean is not null)
            {
                response.ContentStream = new MemoryStream(clean);
            }
        }

        if (redaction.Finds(response.ReasonPhrase) || FindsInHeaders(redaction, response))
        {
            message.Response = new RedactedResponse(response, redaction);
        }
    }

    private static bool FindsInHeaders(Redaction redaction, Response response)
    {
        foreach (var header in response.Headers)
        {
            if (redaction.Finds(header.Value))
            {
                return true;
            }
        }

        return false;
    }

    private void Remember(Request request)
    {
        if (request.Headers.TryGetValue("Authorization", out var authorization)
            && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && authorization.Length > Scheme.Length
            && !IsKnown(authorization.AsSpan(Scheme.Length)))
        {
            var token = authorization[Scheme.Length..];
            lock (_gate)
            {
                string[] tokens = [token, .. _tokens.Where(known => known != token).Take(MostTokens - 1)];
                _alone = new(tokens);
                _tokens = tokens;
            }
        }
    }

    // A token is long and the same for thousands of requests, so it is compared without a copy.
    private bool IsKnown(ReadOnlySpan<char> token)
    {
        foreach (var known in _tokens)
        {
            if (token.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An answer whose headers and reason phrase contain no secrets.</summary>
    private sealed class RedactedResponse(Response inner, Redaction redaction) : Response
    {
        public override int Status => inner.Status;

        public override string ReasonPhrase => redaction.Clean(inner.ReasonPhrase);

        public override Stream? ContentStream
        {
            get => inner.ContentStream;
            set => inner.ContentStream = value;
        }

        public override string ClientRequestId
        {
            get => inner.ClientRequestId;
            set => inner.ClientRequestId = value;
        }

        public override void Dispose() => inner.Dispose();

        protected override bool ContainsHeader(string name) => inner.Headers.Contains(name);

        protected override IEnumerable<HttpHeader> EnumerateHeaders() =>
            inner.Headers.Select(header => new HttpHeader(header.Name, redaction.Clean(header.Value)));

        protected override bool TryGetHeader(string name, out string value)
        {
            var found = inner.Headers.TryGetValue(name, out var raw);
            value = redaction.Clean(raw ?? string.Empty);
            return found;
        }

        protected override bool TryGetHeaderValues(string name, out IEnumerable<string> values)
        {
            var found = inner.Headers.TryGetValues(name, out var raw);
            values = (raw ?? []).Select(redaction.Clean);
            return found;
        }
    }
}
