using Azure.Core;
using Azure.Identity;

namespace AksExtensions.Azure;

/// <summary>
/// Tries the sources in turn and stays with the first that gives a token. Azure.Identity's chain does the same; this one names the sources
/// as -TokenSource does, says of each why it failed, and goes on also when a source is there but refuses.
/// </summary>
internal sealed class AutoCredential(IReadOnlyList<(TokenSource Source, TokenCredential Credential)> candidates) : TokenCredential
{
    private TokenCredential? _chosen;

    /// <summary>The source that was chosen; null while there was no token.</summary>
    public TokenSource? Chosen { get; private set; }

    /// <summary>Whether one of the sources turns to a person.</summary>
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
