using AksExtensions.Settings;
using Azure.Core;

namespace AksExtensions.Azure;

/// <summary>A token that somebody else got. It cannot be renewed, so its end is Azure's to tell.</summary>
internal sealed class StaticTokenCredential(SecretValue token) : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(token.Reveal(), DateTimeOffset.MaxValue);

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));
}
