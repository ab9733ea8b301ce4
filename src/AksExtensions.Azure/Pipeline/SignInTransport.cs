using System.Net;
using System.Text;
using Azure.Core.Pipeline;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// Removes the credentials of a sign-in request (secret, assertion, code) from a refusal, whose text becomes an error that people see and keep.
/// This is a transport and not a policy, because some credentials create their own options and use only the transport.
/// </summary>
internal sealed class SignInTransport(HttpPipelineTransport transport) : HttpPipelineTransport
{
    // A token has a few kilobytes, even that of a user with many groups.
    private const long MostBytes = 1024 * 1024;

    private static readonly string[] SecretFields =
        ["client_secret", "client_assertion", "assertion", "refresh_token", "code", "code_verifier", "device_code", "password"];

    private static readonly string[] SecretHeaders = ["Authorization", "X-IDENTITY-HEADER", "Secret"];

    public override Request CreateRequest() => transport.CreateRequest();

    public override void Process(HttpMessage message) => throw new NotSupportedException("This module signs in asynchronously only.");

    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        try
        {
            await transport.ProcessAsync(message);
        }
        catch (RequestFailedException failure) when (ErrorMapper.FindFinal(failure) is { } final)
        {
            // The sign-in's own retries use the system clock, and treat everything except a failed request as final.
            throw final;
        }

        await AnswerLimitPolicy.BufferAsync(message.Response, MostBytes, large: null, message.CancellationToken);
        if (message.Response is { Status: >= 400, ContentStream: not null } response)
        {
            var clean = new Redaction((await SecretsAsync(message)).SelectMany(SecretForms.Parts)).Clean(response.Content.ToMemory());
            response.ContentStream.Position = 0;
            if (clean is not null)
            {
                response.ContentStream = new MemoryStream(clean);
            }
        }
    }

    private static async Task<IEnumerable<string>> SecretsAsync(HttpMessage message)
    {
        var secrets = new List<string>();
        foreach (var name in SecretHeaders)
        {
            if (message.Request.Headers.TryGetValue(name, out var value))
            {
                secrets.AddRange(value.Split(' '));
            }
        }

        if (message.Request.Content is { } form)
        {
            using var buffer = new MemoryStream();
            await form.WriteToAsync(buffer, message.CancellationToken);
            secrets.AddRange(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length)
                .Split('&')
                .Select(pair => pair.Split('=', 2))
                .Where(pair => pair.Length == 2 && SecretFields.Contains(pair[0]))
                .Select(pair => WebUtility.UrlDecode(pair[1])));
        }

        return secrets;
    }
}
