using AksExtensions.Arm;

namespace AksExtensions.Azure;

/// <summary>
/// Keeps a token in memory until shortly before it expires, so that a source that starts a process or uses the session is called once. A claims
/// challenge is passed on, because Azure then requires another token.
/// </summary>
#pragma warning disable CA1001 // A semaphore without a wait handle has nothing to dispose, and a credential has no end.
internal sealed class CachingCredential(TokenSource source, TokenCredential inner, TimeProvider timeProvider) : SignInCredential
#pragma warning restore CA1001
{
    // Azure.Core renews tokens five minutes before they expire, so this cache must expire earlier.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(6);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, AccessToken> _tokens = new(StringComparer.Ordinal);
    private volatile SignedIn? _signedIn;

    /// <inheritdoc/>
    public override TokenSource Source => (inner as AutoCredential)?.Chosen ?? source;

    /// <inheritdoc/>
    public override SignedIn? SignedIn => _signedIn;

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        GetTokenAsync(requestContext, mayAskPerson: true, cancellationToken);

    /// <summary>Gets a token.</summary>
    /// <param name="requestContext">The purpose of the token.</param>
    /// <param name="mayAskPerson">Whether a source can ask a person when no token is cached.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, bool mayAskPerson, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var scope = string.Join(' ', requestContext.Scopes);
            if (requestContext.Claims is not null || !_tokens.TryGetValue(scope, out var known) || known.ExpiresOn - timeProvider.GetUtcNow() < Margin)
            {
                if (!mayAskPerson && TurnsToPerson)
                {
                    throw Errors.AuthenticationFailed(
                        $"{Source} would have to ask a person, and nobody asked to sign in.", "Run a command of this module, or Connect-AksExtension.");
                }

                // A challenged token is discarded even when there is no better one yet, because the user might sign in again.
                _tokens.Remove(scope);
                var token = await inner.GetTokenAsync(requestContext, cancellationToken);
                if (string.IsNullOrWhiteSpace(token.Token))
                {
                    throw Errors.AuthenticationFailed(
                        $"{Source} answered without a token.", "Check that no proxy or firewall answers in place of the sign-in service.");
                }

                _tokens[scope] = known = token;
                // A token for AKS does not change who is signed in to Azure.
                _signedIn = ClusterToken.IsAsked(requestContext) ? _signedIn : TokenIdentity.Read(Source, token.Token);
            }

            return known;
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
