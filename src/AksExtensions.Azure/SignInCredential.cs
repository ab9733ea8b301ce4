using Azure.Core;

namespace AksExtensions.Azure;

/// <summary>A credential of a connection, which can say where its tokens come from.</summary>
internal abstract class SignInCredential : TokenCredential
{
    /// <summary>Where tokens come from: with Auto, the source that was chosen, once there was a token.</summary>
    public abstract TokenSource Source { get; }

    /// <inheritdoc/>
    public sealed override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This module signs in asynchronously only.");
}
