namespace AksExtensions;

/// <summary>A type of extension that can be installed (Microsoft.KubernetesConfiguration/extensionTypes).</summary>
public sealed class ExtensionTypeInfo
{
    /// <summary>The type's resource id.</summary>
    public string? Id { get; init; }

    /// <summary>The type's name, such as <c>microsoft.flux</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in the publisher's words.</summary>
    public string? Description { get; init; }

    /// <summary>The publisher.</summary>
    public string? Publisher { get; init; }

    /// <summary>Whether it is a system extension.</summary>
    public bool? IsSystemExtension { get; init; }

    /// <summary>Whether the extension needs a managed identity.</summary>
    public bool? IsManagedIdentityRequired { get; init; }

    /// <summary>The kinds of cluster it can be installed on.</summary>
    public IReadOnlyList<string> SupportedClusterTypes { get; init; } = [];

    /// <summary>The scope that is used when none is given: <c>cluster</c> or <c>namespace</c>.</summary>
    public string? DefaultScope { get; init; }

    /// <summary>The namespace that is used for a cluster-scoped instance when none is given.</summary>
    public string? DefaultReleaseNamespace { get; init; }

    /// <summary>Whether a cluster may have more than one instance.</summary>
    public bool? AllowMultipleInstances { get; init; }

    /// <summary>The Marketplace plan that the type needs.</summary>
    public ExtensionPlan? Plan { get; init; }

    /// <summary>Every property that ARM sent and this version of the module has no name for.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = new Dictionary<string, object?>();

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>One version of a type of extension.</summary>
public sealed class ExtensionTypeVersionInfo
{
    /// <summary>The type, such as <c>microsoft.flux</c>.</summary>
    public string? ExtensionType { get; init; }

    /// <summary>The version's resource id.</summary>
    public string? Id { get; init; }

    /// <summary>The version, such as <c>1.14.5</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The kinds of cluster it can be installed on.</summary>
    public IReadOnlyList<string> SupportedClusterTypes { get; init; } = [];

    /// <summary>The Kubernetes versions it does not run on, as the publisher words them.</summary>
    public IReadOnlyDictionary<string, object?>? UnsupportedKubernetesVersions { get; init; }

    /// <summary>Every property that ARM sent and this version of the module has no name for.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalProperties { get; init; } = new Dictionary<string, object?>();

    /// <summary>The version.</summary>
    public override string ToString() => Version;
}
