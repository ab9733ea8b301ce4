using AksExtensions.Arm;
using AksExtensions.Catalogue;

namespace AksExtensions.DesiredState;

/// <summary>The desired state of a fleet: the model of a baseline document, checked as a whole.</summary>
/// <param name="Rings">The rings, in the order of the rollout; empty means that all clusters are changed at once.</param>
/// <param name="Extensions">The extensions that clusters should have.</param>
internal sealed record Baseline(IReadOnlyList<BaselineRing> Rings, IReadOnlyList<DesiredExtension> Extensions)
{
    /// <summary>What the service may refuse according to the catalogue; shown as warnings.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>A part of the fleet that is changed before the following parts.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Clusters">Its clusters, unless they belong to an earlier ring; null means all.</param>
/// <param name="Soak">How long the ring must be in sync and healthy before the next ring begins; zero means that the next ring begins immediately.</param>
internal sealed record BaselineRing(string Name, ClusterSelector? Clusters, TimeSpan Soak)
{
    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>The desired state of one extension on each of its clusters. Null always means that a value is not specified and is left alone.</summary>
internal sealed record DesiredExtension
{
    /// <summary>The instance's name. ARM ignores its case.</summary>
    public required string Name { get; init; }

    /// <summary>What a create would send, without protected settings: type, version, train, mode, scope, settings and plan.</summary>
    public required CreateExtensionRequest Request { get; init; }

    /// <summary>The sources of the protected settings, by key. The values are read only when they are sent.</summary>
    public IReadOnlyDictionary<string, SecretReference> ProtectedSettings { get; init; } = new Dictionary<string, SecretReference>();

    /// <summary>Whether the instance should not exist.</summary>
    public bool IsAbsent { get; init; }

    /// <summary>Whether settings that are not specified count as differences.</summary>
    public bool IsExact { get; init; }

    /// <summary>Whether the rules of the type are skipped.</summary>
    public bool SkipsTypeRules { get; init; }

    /// <summary>The clusters; null means all AKS clusters.</summary>
    public ClusterSelector? Clusters { get; init; }

    /// <summary>Where the entry begins in its document; null when it comes from a command line.</summary>
    public DocumentPlace? Place { get; init; }

    /// <summary>The type.</summary>
    public string ExtensionType => Request.ExtensionType;

    /// <summary>The module's knowledge of the type; null when it has none.</summary>
    public ExtensionTypeKnowledge? Knowledge => TypeCatalogue.BuiltIn.Find(ExtensionType);

    /// <summary>The keys of the protected settings as they are sent. A setting that names a PEM file has another key, because the content of the file is sent.</summary>
    public IReadOnlyCollection<string> ProtectedKeys => Knowledge is not { } type
        ? [.. ProtectedSettings.Keys]
        : [.. ProtectedSettings.Keys.SelectMany(key => type.Settings.FirstOrDefault(setting => setting.Key == key) switch
            {
                { PemFile.Key: var sent } => [sent],
                { AlsoSentAs: { } other } => [key, other],
                _ => new[] { key },
            }).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether an instance is of this entry's type.</summary>
    public bool IsOfType(ClusterExtension extension) => ExtensionType.Equals(extension.ExtensionType, StringComparison.OrdinalIgnoreCase);
}
