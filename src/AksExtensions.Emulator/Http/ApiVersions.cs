using System.Text.RegularExpressions;

namespace AksExtensions.Emulator.Http;

/// <summary>The API versions that each type supports.</summary>
internal static partial class ApiVersions
{
    /// <summary>The first version with autoUpgradeMode, extensionState and additionalDetails.</summary>
    public const string FirstWithUpgradeMode = "2025-03-01";

    public static readonly string[] Extensions = ["2025-03-01", "2024-11-01", "2023-05-01", "2022-11-01"];

    /// <summary>The first version of extension types with regions, links and FIPS.</summary>
    public const string FirstWithRegions = "2026-05-01";

    public static readonly string[] PreviewsOfExtensionTypes = ["2024-11-01-preview", "2023-05-01-preview", "2022-01-15-preview"];

    public static readonly string[] ExtensionTypes = [FirstWithRegions, "2026-04-01", .. PreviewsOfExtensionTypes];

    public static readonly string[] ResourceGraph = ["2024-04-01", "2022-10-01", "2021-03-01"];

    /// <summary>Accepts any text in the form of a version, for types with only one format.</summary>
    public static string RequireAny(ArmRequest request)
    {
        var version = request.Query["api-version"];
        if (string.IsNullOrEmpty(version))
        {
            throw ArmErrors.BadRequest(
                "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");
        }

        return Pattern().IsMatch(version)
            ? version
            : throw ArmErrors.BadRequest(
                "InvalidApiVersionParameter",
                $"The api-version '{version}' is invalid. The supported versions have the form '2025-03-01' or '2024-11-01-preview'.");
    }

    public static string Require(ArmRequest request, string type, string location, string[] supported)
    {
        var version = RequireAny(request);
        if (supported.Contains(version, StringComparer.OrdinalIgnoreCase))
            return version;
        throw ArmErrors.BadRequest(
            "NoRegisteredProviderFound",
            $"No registered resource provider found for location '{location}' and API version '{version}' for type '{type}'. "
            + $"The supported api-versions are '{string.Join(", ", supported)}'. The supported locations are '{location}'.");
    }

    /// <summary>Preview types do not exist in versions and subscriptions without the preview.</summary>
    public static string RequirePreview(ArmRequest request, string providerNamespace, string[] supported, bool available)
    {
        var version = RequireAny(request);
        if (available && supported.Contains(version, StringComparer.OrdinalIgnoreCase))
            return version;
        throw ArmErrors.Of(
            StatusCodes.Status404NotFound,
            "InvalidResourceType",
            $"The resource type could not be found in the namespace '{providerNamespace}' for api version '{version}'.");
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}(-[a-z]+)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Pattern();
}
