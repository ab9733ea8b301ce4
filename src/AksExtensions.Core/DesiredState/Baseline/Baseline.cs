using AksExtensions.Arm;
using AksExtensions.Catalogue;

namespace AksExtensions.DesiredState;

/// <summary>What a fleet should have: the model of a baseline document, checked as a whole.</summary>
/// <param name="Rings">The rings, in the order of the rollout; none means that all clusters are worked on at once.</param>
/// <param name="Extensions">What each cluster should have.</param>
internal sealed record Baseline(IReadOnlyList<BaselineRing> Rings, IReadOnlyList<DesiredExtension> Extensions)
{
    /// <summary>What the service may refuse, as far as the module's catalogue knows: to be shown as warnings.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>A part of the fleet that is worked on before the parts that follow.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Clusters">Which clusters belong to it, unless an earlier ring takes them; null means all.</param>
/// <param name="Soak">How long all of it has to be in sync and healthy before the next ring begins; zero means no longer than that takes.</param>
internal sealed record BaselineRing(string Name, ClusterSelector? Clusters, TimeSpan Soak)
{
    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>One extension as it should be on each cluster that it is meant for. Null everywhere means: not said, and therefore left alone.</summary>
internal sealed record DesiredExtension
{
    /// <summary>The instance's name. ARM ignores its case.</summary>
    public required string Name { get; init; }

    /// <summary>What a create would send, without protected settings: type, version, train, mode, scope, settings and plan.</summary>
    public required CreateExtensionRequest Request { get; init; }

    /// <summary>The protected settings by their keys, and where their values come from. The values are read only when they are sent.</summary>
    public IReadOnlyDictionary<string, SecretReference> ProtectedSettings { get; init; } = new Dictionary<string, SecretReference>();

    /// <summary>Whether the instance should not exist.</summary>
    public bool IsAbsent { get; init; }

    /// <summary>Whether settings that are not named here count as differences.</summary>
    public bool IsExact { get; init; }

    /// <summary>Whether the rules that the module knows of the type are skipped.</summary>
    public bool SkipsTypeRules { get; init; }

    /// <summary>Which clusters; null means all AKS clusters.</summary>
    public ClusterSelector? Clusters { get; init; }

    /// <summary>Where the entry begins in its document; null when it comes from a command line.</summary>
    public DocumentPlace? Place { get; init; }

    /// <summary>The type.</summary>
    public string ExtensionType => Request.ExtensionType;

    /// <summary>What the module knows of the type; null when that is nothing.</summary>
    public ExtensionTypeKnowledge? Knowledge => TypeCatalogue.BuiltIn.Find(ExtensionType);

    /// <summary>The keys under which the protected settings are sent: a setting that names a PEM file is sent as what the file holds.</summary>
    public IReadOnlyCollection<string> ProtectedKeys => Knowledge is not { } type
        ? [.. ProtectedSettings.Keys]
        : [.. ProtectedSettings.Keys.Select(key => type.Settings.FirstOrDefault(setting => setting.Key == key)?.PemFile?.Key ?? key)];

    /// <summary>Whether an instance is of this entry's type.</summary>
    public bool IsOfType(ClusterExtension extension) => ExtensionType.Equals(extension.ExtensionType, StringComparison.OrdinalIgnoreCase);
}
