using AksExtensions.Arm;
using Azure.Core;

namespace AksExtensions.Azure;

/// <summary>Tokens that come from outside this assembly: those of the session's Az.Accounts, and one that somebody else got.</summary>
internal sealed class SessionCredential(Func<CancellationToken, Task<SessionToken>> getToken) : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This module signs in asynchronously only.");

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        if (requestContext.Claims is not null)
        {
            // A token that was revoked or is not enough: neither source can be asked for a better one.
            throw Errors.AuthenticationFailed(
                "Azure asks for a new sign-in (conditional access), and this token cannot be renewed here.",
                "Sign in again: Connect-AzAccount for the session's own sign-in, or Connect-AksExtension with a new token.");
        }

        var token = await getToken(cancellationToken);
        return new(token.Token.Reveal(), token.ExpiresOn);
    }
}
