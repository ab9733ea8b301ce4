using System.Text.Json;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.ExtensionTypes;

/// <summary>A Marketplace plan that a type needs.</summary>
internal sealed record TypePlan(string PublisherId, string OfferId, string PlanId);

/// <summary>An extension type that the emulator offers, as in <c>extension-types.json</c>.</summary>
internal sealed record ExtensionType
{
    public required string Name { get; init; }

    public required string Description { get; init; }

    public required string Publisher { get; init; }

    public bool IsSystemExtension { get; init; }

    public bool IsManagedIdentityRequired { get; init; }

    public required string[] SupportedClusterTypes { get; init; }

    public required string DefaultScope { get; init; }

    public bool ClusterScopeOnly { get; init; }

    public bool AllowMultipleInstances { get; init; }

    public required string DefaultReleaseNamespace { get; init; }

    public TypePlan? Plan { get; init; }

    /// <summary>The regions that offer it; null means all.</summary>
    public string[]? Regions { get; init; }

    /// <summary>The URL of its documentation; null when it has none.</summary>
    public string? Docs { get; init; }

    public bool IsFipsCompliant { get; init; }

    public JsonElement? UnsupportedKubernetesVersions { get; init; }

    /// <summary>Versions of Kubernetes on AKS, such as <c>&gt;1.34</c>, that a version of the type does not support, by that version.</summary>
    public Dictionary<string, string[]> UnsupportedByVersion { get; init; } = [];

    /// <summary>The versions of each release train, newest first.</summary>
    public required Dictionary<string, string[]> Trains { get; init; }

    public bool IsOfferedIn(string region) => Regions is null || Regions.Contains(region, StringComparer.OrdinalIgnoreCase);

    public bool Supports(ClusterKind kind) => SupportsType(ClusterType.Of(kind).Type);

    public bool SupportsType(string clusterType) => SupportedClusterTypes.Contains(clusterType, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it supports the Kubernetes version of the cluster.</summary>
    public bool RunsOn(Cluster cluster) => UnsupportedKubernetesVersions is not { } kinds
        || !kinds.TryGetProperty(cluster.Type.Type.TrimEnd('s'), out var rows)
        || !rows.EnumerateArray()
            .SelectMany(row => row.GetProperty("unsupportedVersions").EnumerateArray())
            .Any(number => (cluster.KubernetesVersion + ".").StartsWith(number.GetString() + ".", StringComparison.Ordinal));

    /// <summary>The versions of a train; empty when the train does not exist.</summary>
    public string[] VersionsOf(string train)
    {
        foreach (var (name, versions) in Trains)
        {
            if (name.Equals(train, StringComparison.OrdinalIgnoreCase))
                return versions;
        }

        return [];
    }
}
