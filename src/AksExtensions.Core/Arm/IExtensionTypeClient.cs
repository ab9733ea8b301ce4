namespace AksExtensions.Arm;

/// <summary>
/// Extension types, which not every cloud and subscription has: every method can fail with <c>ExtensionTypesUnavailable</c>.
/// Source: https://learn.microsoft.com/rest/api/kubernetesconfiguration/extension-types
/// </summary>
public interface IExtensionTypeClient
{
    /// <summary>Lists the types that a cluster, a region or a subscription offers (ExtensionTypes_List, SubscriptionExtensionTypes_List).</summary>
    IAsyncEnumerable<ExtensionTypeInfo> ListAsync(ExtensionTypeScope scope, ExtensionTypeFilter filter, CancellationToken cancellationToken);

    /// <summary>Reads one type (ExtensionTypes_Get).</summary>
    Task<ExtensionTypeInfo> GetAsync(ExtensionTypeScope scope, string extensionType, CancellationToken cancellationToken);

    /// <summary>Lists the versions of a type (ExtensionTypes_ListVersions).</summary>
    IAsyncEnumerable<ExtensionTypeVersionInfo> ListVersionsAsync(
        ExtensionTypeScope scope, string extensionType, ExtensionTypeFilter filter, CancellationToken cancellationToken);

    /// <summary>Reads one version of a type (ExtensionTypes_GetVersion).</summary>
    Task<ExtensionTypeVersionInfo> GetVersionAsync(
        ExtensionTypeScope scope, string extensionType, string version, CancellationToken cancellationToken);
}
