using Azure.Identity;

namespace AksExtensions.Azure;

/// <summary>
/// Tries the sources in order and keeps the first that returns a token. Azure.Identity has a similar chain; this one uses the names of
/// -TokenSource, reports why each source failed, and continues when a source is available but refuses.
/// </summary>
internal sealed class AutoCredential(IReadOnlyList<(TokenSource Source, TokenCredential Credential)> candidates) : TokenCredential
{
    private TokenCredential? _chosen;

    /// <summary>The selected source; null before the first token.</summary>
    public TokenSource? Chosen { get; private set; }

    /// <summary>Whether one of the sources asks a person.</summary>
    public bool TurnsToPerson => candidates.Any(candidate => candidate.Source is TokenSource.Interactive or TokenSource.DeviceCode);

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("This module signs in asynchronously only.");

    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        if (_chosen is { } chosen)
        {
            return await chosen.GetTokenAsync(requestContext, cancellationToken);
        }

        var failures = new List<string>();
        Exception? last = null;
        foreach (var (source, credential) in candidates)
        {
            try
            {
                var token = await credential.GetTokenAsync(requestContext, cancellationToken);
                (Chosen, _chosen) = (source, credential);
                return token;
            }
            catch (Exception failure) when (failure is AuthenticationFailedException or AksExtensionException)
            {
                failures.Add($"- {source}: {FirstLine(failure is AuthenticationFailedException refused ? ErrorMapper.Explain(refused) : failure.Message)}");
                last = failure;
            }
        }

        throw Errors.AuthenticationFailed(
            $"no source gave a token.{Environment.NewLine}{string.Join(Environment.NewLine, failures)}",
            "Run Connect-AzAccount or az login, or choose a source with Connect-AksExtension -TokenSource. See about_AksExtensions_Authentication.",
            inner: last);
    }

    private static string FirstLine(string message) => message.Split('\n', 2)[0].Trim();
}
