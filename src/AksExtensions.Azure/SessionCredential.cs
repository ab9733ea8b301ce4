using AksExtensions.Arm;

namespace AksExtensions.Azure;

/// <summary>Tokens from outside this assembly: those of the session's Az.Accounts, and one that was obtained elsewhere.</summary>
/// <param name="getToken">Gets a token for Azure Resource Manager.</param>
/// <param name="getTokenFor">Gets a token for another audience; null when there is none.</param>
internal sealed class SessionCredential(
    Func<CancellationToken, Task<SessionToken>> getToken, Func<string, CancellationToken, Task<SessionToken>>? getTokenFor = null) : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This module signs in asynchronously only.");

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        if (requestContext.Claims is not null)
        {
            // The token was revoked or is insufficient, and neither source can provide a better one.
            throw Errors.AuthenticationFailed(
                "Azure asks for a new sign-in (conditional access), and this token cannot be renewed here.",
                "Sign in again: Connect-AzAccount for the session's own sign-in, or Connect-AksExtension with a new token.");
        }

        var token = !ClusterToken.IsAsked(requestContext) ? await getToken(cancellationToken)
            : getTokenFor is not null ? await getTokenFor(ClusterToken.Audience, cancellationToken)
            : throw ClusterToken.Missing();
        return new(token.Token.Reveal(), token.ExpiresOn);
    }
}
