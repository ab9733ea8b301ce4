using AksExtensions.Emulator.ExtensionTypes;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>Finds the version that a create or update installs, or refuses the request as the service does.</summary>
internal static class VersionResolver
{
    // This name stands for a type that is not registered. Other unknown types are accepted, because tests can need any type.
    private const string MissingMark = "doesnotexist";

    public static string Resolve(Cluster cluster, string typeName, string train, string? pin)
    {
        var type = ExtensionTypeCatalogue.Instance.Find(typeName);
        if (type is null)
        {
            return typeName.Contains(MissingMark, StringComparison.OrdinalIgnoreCase)
                ? throw NotOffered(typeName, cluster.Location, null)
                : pin ?? "1.0.0";
        }

        if (!type.IsOfferedIn(cluster.Location))
            throw NotOffered(typeName, cluster.Location, type.Regions);
        if (!type.Supports(cluster.Kind))
        {
            throw ArmErrors.BadRequest(
                "ExtensionTypeNotSupported", $"Extension type {typeName} is not supported on cluster type {cluster.Type.OperationType}.");
        }

        // The message of the service was not recorded. The service treats a version that does not support the cluster as missing.
        var versions = type.RunsOn(cluster) ? type.VersionsOf(train) : [];
        if (pin is null ? versions.Length > 0 : versions.Contains(pin, StringComparer.OrdinalIgnoreCase))
            return pin ?? versions[0];
        throw ArmErrors.BadRequest(
            ExtensionLifecycle.FailureCode,
            "The extension operation failed with the following error:  Failed to resolve the extension version from the given values.");
    }

    private static ArmException NotOffered(string type, string region, string[]? regions)
    {
        var message = $"Extension type {type} is not registered in region {region}.";
        if (regions is not null)
            message += $" Extension is available in {string.Join(",", regions)}. Please try to install in these regions.";
        return ArmErrors.BadRequest("ExtensionTypeRegistrationGetFailed", message);
    }
}
