using System.Text;
using System.Text.Json;
using AksExtensions.Settings;
using Azure.Core;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// Takes secrets out of answers before anybody reads them: a service, a proxy or an attacker that echoes a protected value or the token must
/// not get it into an error, a log or an object.
/// </summary>
internal sealed class RedactionPolicy : HttpPipelinePolicy
{
    // Shorter values are no secrets, and replacing them would mangle every answer.
    private const int ShortestSecret = 4;

    private const string Scheme = "Bearer ";

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("This module sends asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        await ProcessNextAsync(message, pipeline);
        if (message.HasResponse && message.Response.ContentStream is { CanSeek: true, Length: > 0 } content)
        {
            Redact(message, content);
        }
    }

    private static void Redact(HttpMessage message, Stream content)
    {
        // The longest first: one secret may be the beginning of another.
        var found = Secrets(message)
            .Where(secret => secret.Length >= ShortestSecret)
            .SelectMany(secret => new[] { secret, Escaped(secret) })
            .Distinct()
            .Where(secret => message.Response.Content.ToMemory().Span.IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0)
            .OrderByDescending(secret => secret.Length)
            .ToList();
        content.Position = 0;
        if (found.Count > 0)
        {
            var clean = found.Aggregate(
                message.Response.Content.ToString(), (text, secret) => text.Replace(secret, SecretValue.Mask, StringComparison.Ordinal));
            message.Response.ContentStream = new MemoryStream(Encoding.UTF8.GetBytes(clean));
        }
    }

    private static IEnumerable<string> Secrets(HttpMessage message)
    {
        if (message.Request.Headers.TryGetValue("Authorization", out var authorization)
            && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            yield return authorization[Scheme.Length..];
        }

        if (message.TryGetProperty(CommandScope.Property, out var property) && property is CommandScope scope)
        {
            foreach (var secret in scope.Secrets)
            {
                yield return secret.Reveal();
            }
        }
    }

    // As it stands inside a JSON string.
    private static string Escaped(string secret) => JsonEncodedText.Encode(secret).ToString();
}
