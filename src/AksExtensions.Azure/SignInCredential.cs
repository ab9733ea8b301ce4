using AksExtensions.Arm;

namespace AksExtensions.Azure;

/// <summary>A credential that reports the source of its tokens.</summary>
internal abstract class SignInCredential : TokenCredential
{
    /// <summary>The source of tokens; with Auto, the selected source after the first token.</summary>
    public abstract TokenSource Source { get; }

    /// <summary>The identity of the tokens; null before the first token.</summary>
    public abstract SignedIn? SignedIn { get; }

    /// <inheritdoc/>
    public sealed override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This module signs in asynchronously only.");
}
