using System.Collections;
using AksExtensions.Catalogue;

namespace AksExtensions;

/// <summary>A type of extension that can be installed (Microsoft.KubernetesConfiguration/extensionTypes).</summary>
public sealed class ExtensionTypeInfo
{
    /// <summary>The resource ID of the type.</summary>
    public string? Id { get; init; }

    /// <summary>The type's name, such as <c>microsoft.flux</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The publisher's description.</summary>
    public string? Description { get; init; }

    /// <summary>The publisher.</summary>
    public string? Publisher { get; init; }

    /// <summary>Whether it is a system extension.</summary>
    public bool? IsSystemExtension { get; init; }

    /// <summary>Whether the extension needs a managed identity.</summary>
    public bool? IsManagedIdentityRequired { get; init; }

    /// <summary>The supported kinds of cluster.</summary>
    public IReadOnlyList<string> SupportedClusterTypes { get; init; } = [];

    /// <summary>The default scope: <c>cluster</c> or <c>namespace</c>.</summary>
    public string? DefaultScope { get; init; }

    /// <summary>The same as <see cref="DefaultScope"/>, under the name that tables show.</summary>
    public string? Scope => DefaultScope;

    /// <summary>The default namespace with cluster scope.</summary>
    public string? DefaultReleaseNamespace { get; init; }

    /// <summary>Whether a cluster can have several extensions of the type.</summary>
    public bool? AllowMultipleInstances { get; init; }

    /// <summary>The Marketplace plan that the type needs.</summary>
    public ExtensionPlan? Plan { get; init; }

    /// <summary>The regions that offer the type, such as <c>eastus</c>; empty when Azure does not say.</summary>
    public IReadOnlyList<string> SupportedRegions { get; init; } = [];

    /// <summary>The URLs of the type's documentation, release notes and troubleshooting guide; null when Azure does not give them.</summary>
    public ExtensionDetails? AdditionalDetails { get; init; }

    /// <summary>Every property that ARM returned and this version of the module has no name for.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = ClusterExtension.NoProperties;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>One version of a type of extension.</summary>
public sealed class ExtensionTypeVersionInfo
{
    /// <summary>The type, such as <c>microsoft.flux</c>.</summary>
    public string? ExtensionType { get; init; }

    /// <summary>The resource ID of the version.</summary>
    public string? Id { get; init; }

    /// <summary>The version, such as <c>1.14.5</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The release train that was asked about; null when it was all of them and Azure does not say which one has the version.</summary>
    public string? ReleaseTrain { get; init; }

    /// <summary>Whether the version complies with FIPS 140; null when Azure does not say.</summary>
    public bool? IsFipsCompliant { get; init; }

    /// <summary>The URLs of the version's documentation, release notes and troubleshooting guide; null when Azure does not give them.</summary>
    public ExtensionDetails? AdditionalDetails { get; init; }

    /// <summary>The supported kinds of cluster.</summary>
    public IReadOnlyList<string> SupportedClusterTypes { get; init; } = [];

    /// <summary>The supported kinds of cluster, separated by commas.</summary>
    public string ClusterTypes => string.Join(", ", SupportedClusterTypes);

    /// <summary>The Kubernetes versions that it does not support, in the publisher's format.</summary>
    public IReadOnlyDictionary<string, object?>? UnsupportedKubernetesVersions { get; init; }

    /// <summary>The Kubernetes versions of AKS among <see cref="UnsupportedKubernetesVersions"/>, separated by commas; empty when there is none.</summary>
    public string NotOnKubernetes => string.Join(", ", Elements(UnsupportedKubernetesVersions, "managedCluster")
        .SelectMany(row => Elements(row, "unsupportedVersions"))
        .Select(version => version?.ToString())
        .Distinct());

    /// <summary>A text that sorts by version: 1.9 before 1.10, a preview before its release.</summary>
    public string VersionSortKey => VersionOrder.Key(Version);

    /// <summary>Every property that ARM returned and this version of the module has no name for.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = ClusterExtension.NoProperties;

    /// <summary>The version.</summary>
    public override string ToString() => Version;

    private static IEnumerable<object?> Elements(object? map, string name) =>
        map is IReadOnlyDictionary<string, object?> values && values.TryGetValue(name, out var value) && value is IEnumerable list and not string ? list.Cast<object?>() : [];
}
