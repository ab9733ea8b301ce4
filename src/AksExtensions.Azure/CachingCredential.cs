using Azure.Core;

namespace AksExtensions.Azure;

/// <summary>
/// Keeps a token in memory until it is about to end, so that a source which starts a process or asks the session is asked once. A claims
/// challenge goes through: Azure wants another token then.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for has nothing to dispose, and a credential has no end.
internal sealed class CachingCredential(TokenSource source, TokenCredential inner, TimeProvider timeProvider) : TokenCredential
#pragma warning restore CA1001
{
    // Azure.Core renews five minutes before the end; what is kept here must be older news by then.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(6);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private AccessToken _token;
    private string? _scope;

    /// <summary>Where tokens come from: with Auto, the source that was chosen, once there was a token.</summary>
    public TokenSource Source => (inner as AutoCredential)?.Chosen ?? source;

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This module signs in asynchronously only.");

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var scope = string.Join(' ', requestContext.Scopes);
            if (requestContext.Claims is not null || scope != _scope || _token.ExpiresOn - timeProvider.GetUtcNow() < Margin)
            {
                _token = await inner.GetTokenAsync(requestContext, cancellationToken);
                _scope = scope;
            }

            return _token;
        }
        finally
        {
            _gate.Release();
        }
    }
}
