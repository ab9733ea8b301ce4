namespace AksExtensions.Azure;

/// <summary>
/// Tokens for AKS itself, which clusters with Microsoft Entra ID need to run a command as the caller. The application is the same in all clouds.
/// Source: https://learn.microsoft.com/azure/aks/kubelogin-authentication
/// </summary>
internal static class ClusterToken
{
    /// <summary>The application of AKS.</summary>
    public const string Audience = "6dae42f8-4368-4678-94ff-3960e28e3630";

    /// <summary>The scope of its tokens.</summary>
    public const string Scope = Audience + "/.default";

    /// <summary>Whether a token for AKS is requested.</summary>
    public static bool IsAsked(TokenRequestContext requestContext) => requestContext.Scopes is [Scope];

    /// <summary>The sign-in has tokens for Azure Resource Manager only.</summary>
    public static AksExtensionException Missing() => Errors.AuthenticationFailed(
        "The cluster signs in with Microsoft Entra ID, and an access token for Azure Resource Manager is not one for AKS.",
        "Connect with another -TokenSource than a token, such as AzureCli or ManagedIdentity.");
}
