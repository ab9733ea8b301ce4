using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>The refusals that PUT, PATCH and DELETE share.</summary>
internal static class ExtensionRules
{
    /// <summary>
    /// A write while another operation is in progress. Code and message of a PATCH come from users' reports; those of PUT and DELETE are
    /// modeled on them.
    /// </summary>
    public static void NotBusy(Extension extension, string method)
    {
        if (extension.IsTerminal)
            return;
        throw ArmErrors.Of(
            StatusCodes.Status409Conflict,
            $"Extension{method[0]}{method[1..].ToLowerInvariant()}Failed",
            $"The {method} method cannot be completed due to a conflict. (ProvisioningState of extension: {extension.ProvisioningState}). "
            + "Please wait for a few minutes for the ProvisioningState to change to Succeeded, Failed or Canceled and retry again. "
            + "If the problem persists, please contact Microsoft support.");
    }

    /// <summary>Users cannot change extensions that the platform manages. The second sentence is that of managementDetails.</summary>
    public static void NotManaged(Extension extension)
    {
        if (extension.Manager is not { } manager)
            return;
        throw ArmErrors.Of(
            StatusCodes.Status403Forbidden,
            "ExtensionOperationNotAllowed",
            $"Extension instance '{extension.Name}' is managed by '{manager}'. Users are allowed to only READ though Extensions RP.");
    }

    public static void VersionOrUpgrades(string? version, UpgradePolicy policy)
    {
        if (version is not null && policy.Auto)
        {
            throw ArmErrors.BadRequest(
                "BadRequest",
                "Version cannot be set when auto upgrade is enabled: set 'autoUpgradeMinorVersion' to false to pin a version.");
        }
    }
}
