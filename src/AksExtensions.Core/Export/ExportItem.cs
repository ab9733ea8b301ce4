using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.DesiredState;

namespace AksExtensions.Export;

/// <summary>One extension to export: what a cluster should have, in the model of desired state.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Extension">The extension as it should be.</param>
/// <param name="Exists">Whether it exists in Azure, so that a tool with its own state has to import it.</param>
internal sealed record ExportItem(ClusterReference Cluster, DesiredExtension Extension, bool Exists)
{
    // The service's default train, which each cloud spells in another case.
    private const string DefaultTrain = "stable";

    /// <summary>The settings that a create by the module would add, and whose values Resource Graph does not know.</summary>
    public IReadOnlyList<string> UnknownSettings { get; init; } = [];

    /// <summary>Name, cluster and group, as errors and warnings begin.</summary>
    public string Label => $"{Extension.Name} on {Cluster.Label}";

    /// <summary>An existing extension, as a create would make it. Read-only properties are left out; of protected settings only the keys are known.</summary>
    public static ExportItem Of(ClusterExtension extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        var isPinned = NotEmpty(extension.PinnedVersion) is not null && extension.AutoUpgradeMinorVersion != true;
        var isPatch = !isPinned && Is(extension.AutoUpgradeMode, nameof(AutoUpgradeMode.Patch));
        var isOff = isPinned || extension.AutoUpgradeMinorVersion == false || Is(extension.AutoUpgradeMode, nameof(AutoUpgradeMode.None));
        var train = NotEmpty(extension.ReleaseTrain);
        var request = new CreateExtensionRequest
        {
            ExtensionType = extension.ExtensionType ?? string.Empty,
            Version = isPinned ? extension.PinnedVersion : null,
            // A train is the source of upgrades. Without them, only another train than the default one matters, because the version is in it.
            ReleaseTrain = isOff && Is(train, DefaultTrain) ? null : train,
            AutoUpgradeMode = isPatch ? AutoUpgradeMode.Patch : null,
            AutoUpgradeMinorVersion = isPatch ? null : !isOff,
            Scope = extension.ScopeKind,
            ReleaseNamespace = extension.ScopeKind == ExtensionScope.Cluster ? NotEmpty(extension.ReleaseNamespace) : null,
            TargetNamespace = extension.ScopeKind == ExtensionScope.Namespace ? NotEmpty(extension.TargetNamespace) : null,
            ConfigurationSettings = extension.ConfigurationSettings.Count > 0 ? extension.ConfigurationSettings : null,
            Plan = extension.Plan,
            WithoutIdentity = !Is(extension.Identity?.Type, "SystemAssigned"),
        };
        return new(extension.Reference, new() { Name = extension.Name, Request = request, ProtectedSettings = References(extension) }, Exists: true);
    }

    /// <summary>What a baseline says of a cluster.</summary>
    public static ExportItem Of(ClusterReference cluster, DesiredExtension desired) => new(cluster, desired, Exists: false);

    /// <summary>What a create by the module would send for an entry of a baseline: with what the type adds, as far as Resource Graph knows it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="facts">What Resource Graph knows of it.</param>
    /// <param name="desired">The entry.</param>
    public static ExportItem Of(ClusterReference cluster, AksCluster facts, DesiredExtension desired)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(desired);
        if (desired.Knowledge is not { } type)
        {
            return Of(cluster, desired);
        }

        var request = TypeAdditions.Complete(type, desired.Request, cluster, new ClusterFacts(facts.Location, facts.NodeCount, null)).Request;
        // The tools know nothing of PEM files, so the parameter is what the service reads.
        var secrets = desired.ProtectedSettings.ToDictionary(
            secret => type.Settings.FirstOrDefault(setting => setting.Key == secret.Key)?.PemFile?.Key ?? secret.Key, secret => secret.Value, StringComparer.Ordinal);
        return Of(cluster, desired with { Request = request, ProtectedSettings = secrets }) with
        {
            UnknownSettings =
            [
                .. TypeAdditions.Complete(type, request, cluster, facts: null).Added
                    .Where(added => added.Contains("={", StringComparison.Ordinal)).Select(added => added.Split('=')[0]).Except(secrets.Keys),
            ],
        };
    }

    /// <summary>Whether a service manages the extension, so that only the service can create it.</summary>
    public static bool IsManaged(ClusterExtension extension) => Judge.IsManaged(extension);

    // Azure returns no values, so each is expected in an environment variable.
    private static SortedDictionary<string, SecretReference> References(ClusterExtension extension)
    {
        var references = new SortedDictionary<string, SecretReference>(StringComparer.Ordinal);
        var names = new Identifiers(IdentifierStyle.Upper);
        foreach (var key in extension.ConfigurationProtectedSettings.Keys.Order(StringComparer.Ordinal))
        {
            references.Add(key, new(SecretSource.Env, names.Take($"{extension.Name} {key}")));
        }

        return references;
    }

    private static bool Is(string? text, string expected) => expected.Equals(text, StringComparison.OrdinalIgnoreCase);

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
