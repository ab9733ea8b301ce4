using AksExtensions.Arm;

namespace AksExtensions.Azure;

/// <summary>The sign-in of a connection without interaction: no browser and no code, whatever the source.</summary>
internal sealed class QuietCredential(CachingCredential inner) : SignInCredential
{
    /// <inheritdoc/>
    public override TokenSource Source => inner.Source;

    /// <inheritdoc/>
    public override SignedIn? SignedIn => inner.SignedIn;

    /// <inheritdoc/>
    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        inner.GetTokenAsync(requestContext, mayAskPerson: false, cancellationToken);
}
