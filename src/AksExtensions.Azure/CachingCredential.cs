using Azure.Core;

namespace AksExtensions.Azure;

/// <summary>
/// Keeps a token in memory until it is about to end, so that a source which starts a process or asks the session is asked once. A claims
/// challenge goes through: Azure wants another token then.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for has nothing to dispose, and a credential has no end.
internal sealed class CachingCredential(TokenSource source, TokenCredential inner, TimeProvider timeProvider) : SignInCredential
#pragma warning restore CA1001
{
    // Azure.Core renews five minutes before the end; what is kept here must be older news by then.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(6);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private AccessToken _token;
    private string? _scope;

    /// <inheritdoc/>
    public override TokenSource Source => (inner as AutoCredential)?.Chosen ?? source;

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        GetTokenAsync(requestContext, mayAskPerson: true, cancellationToken);

    /// <summary>A token.</summary>
    /// <param name="requestContext">What it is for.</param>
    /// <param name="mayAskPerson">Whether a source that turns to a person may be asked, when no token is kept.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, bool mayAskPerson, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var scope = string.Join(' ', requestContext.Scopes);
            if (requestContext.Claims is not null || scope != _scope || _token.ExpiresOn - timeProvider.GetUtcNow() < Margin)
            {
                if (!mayAskPerson && TurnsToPerson)
                {
                    throw Errors.AuthenticationFailed(
                        $"{Source} would have to ask a person, and nobody asked to sign in.", "Run a command of this module, or Connect-AksExtension.");
                }

                // A token that was challenged is not worth keeping, also when there is no better one yet: a person may sign in again meanwhile.
                _token = default;
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

    private bool TurnsToPerson => Source switch
    {
        TokenSource.Interactive or TokenSource.DeviceCode => true,
        TokenSource.Auto => (inner as AutoCredential)?.TurnsToPerson ?? false,
        _ => false,
    };
}
