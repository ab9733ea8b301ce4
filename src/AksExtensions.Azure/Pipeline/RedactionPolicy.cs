using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// Removes secrets from body, headers and reason phrase of answers before anything reads them. A service, a proxy or an attacker that echoes a
/// protected value or the token must not get it into an error, a log or an object. Fields that commands use stay unchanged (<see cref="NeededFields"/>,
/// <see cref="RedactedResponse"/>).
/// </summary>
/// <param name="endpoint">Azure Resource Manager.</param>
internal sealed class RedactionPolicy(Uri endpoint) : HttpPipelinePolicy
{
    private const string Scheme = "Bearer ";

    // A renewed token remains valid for some minutes, and can be echoed too. Only a few are in use at a time.
    private const int MostTokens = 4;

    private readonly NeededFields _needed = new(endpoint);
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
        byte[]? clean = null;
        ReadOnlyMemory<byte> raw = default;
        if (response.ContentStream is { CanSeek: true, Length: > 0 } content)
        {
            raw = response.Content.ToMemory();
            clean = redaction.Clean(raw, _needed.Contain);
            content.Position = 0;
        }

        if (clean is not null || redaction.Finds(response.ReasonPhrase) || FindsInHeaders(redaction, response))
        {
            message.Response = new RedactedResponse(response, redaction, _needed, raw, clean);
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
                _alone = new(tokens.SelectMany(SecretForms.Parts));
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
}
