using System.Text;
using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.DesiredState;

namespace AksExtensions.Export;

/// <summary>Writes a baseline document. What several clusters of a resource group have in common is one entry.</summary>
internal sealed class BaselineWriter : IExportWriter
{
    /// <inheritdoc/>
    public ExportResult Write(ExportSet set) => WriteFile(set, "baseline.yaml");

    /// <inheritdoc/>
    public ExportResult WriteText(ExportSet set) => Write(set);

    /// <inheritdoc/>
    public ExportResult WriteFile(ExportSet set, string name)
    {
        var other = set.Clusters.Where(cluster => cluster.Cluster.Type.Type != ClusterType.ManagedClusters).ToList();
        var text = new StringBuilder("# The schema for editors is schemas/baseline.schema.json in the folder of the module AksExtensions.\nversion: 1\nextensions:\n");
        var entries = set.Clusters.Except(other)
            .SelectMany(cluster => cluster.Extensions.Select(extension => (cluster.Cluster, Extension: extension)))
            .GroupBy(entry => (Place: $"{entry.Cluster.SubscriptionId}/{entry.Cluster.ResourceGroupName}".ToUpperInvariant(), Content: Content(entry.Extension)))
            .OrderBy(group => group.First().Extension.Name, StringComparer.OrdinalIgnoreCase)
            .ThenBy(group => group.Key.Place, StringComparer.Ordinal)
            .ThenBy(group => group.First().Cluster.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        foreach (var entry in entries)
        {
            YamlText.WriteMembers(text, Entry(entry.First().Extension, [.. entry.Select(item => item.Cluster)]), indent: 4, isItem: true);
        }

        if (entries.Count == 0)
        {
            text.Replace("extensions:\n", "extensions: []\n");
        }

        List<string> notes = [];
        if (other.Count > 0)
        {
            notes.Add($"A baseline is for AKS clusters only, so these are left out: {ExportNotes.Some([.. other.Select(cluster => cluster.Cluster.Label)])}");
        }

        var length = Encoding.UTF8.GetByteCount(text.ToString());
        if (length > DocumentLimits.MaximumBytes)
        {
            notes.Add($"The baseline has {length} bytes, and Compare- and Sync-AksClusterExtension read {DocumentLimits.MaximumBytes}. Export fewer clusters at a time.");
        }

        return new([new(name, text.ToString())]) { Notes = notes };
    }

    // A version and the settings, in addition to the shape.
    private static string Content(DesiredExtension extension) =>
        $"{ExportSet.Shape(extension)}\n{extension.Request.Version}\n{TemplateBuilder.SettingsKey(extension)}";

    private static ObjectValue Entry(DesiredExtension extension, IReadOnlyList<ClusterReference> clusters)
    {
        var request = extension.Request;
        return ObjectValue.Of(
            ("name", new TextValue(extension.Name)),
            ("type", new TextValue(request.ExtensionType)),
            ("clusters", ObjectValue.Of(
                ("subscriptionIds", new ListValue([clusters[0].SubscriptionId])),
                ("resourceGroupNames", new ListValue([clusters[0].ResourceGroupName])),
                ("names", new ListValue([.. clusters.Select(cluster => cluster.Name)])))),
            ("version", Text(request.Version)),
            ("releaseTrain", Text(request.ReleaseTrain)),
            ("allowPinnedTrain", request.ReleaseTrain is not null && IsOff(request) ? new FlagValue(true) : null),
            ("autoUpgradeMode", Text(request.AutoUpgradeMode?.ToString())),
            // A version turns it off by itself.
            ("autoUpgradeMinorVersion", request is { Version: null, AutoUpgradeMinorVersion: { } minor } ? new FlagValue(minor) : null),
            ("scope", Scope(request)),
            ("settings", request.ConfigurationSettings is { Count: > 0 } settings ? ObjectValue.Of(settings) : null),
            ("protectedSettings", extension.ProtectedSettings.Count == 0 ? null : new ObjectValue(
            [
                .. extension.ProtectedSettings.OrderBy(secret => secret.Key, StringComparer.Ordinal)
                    .Select(secret => KeyValuePair.Create(secret.Key, (BodyValue)Reference(secret.Value))),
            ])),
            ("plan", request.Plan is { } plan
                ? ObjectValue.Of(("name", Text(plan.Name)), ("publisher", Text(plan.Publisher)), ("product", Text(plan.Product)))
                : null),
            ("skipTypeRules", extension.SkipsTypeRules || ViolatesRules(extension) ? new FlagValue(true) : null));
    }

    private static bool IsOff(CreateExtensionRequest request) =>
        request.Version is not null || request.AutoUpgradeMinorVersion == false || request.AutoUpgradeMode == AutoUpgradeMode.None;

    private static ObjectValue? Scope(CreateExtensionRequest request) =>
        request.ReleaseNamespace is null && request.TargetNamespace is null ? null
            : ObjectValue.Of(("releaseNamespace", Text(request.ReleaseNamespace)), ("targetNamespace", Text(request.TargetNamespace)));

    private static ObjectValue Reference(SecretReference reference) => reference.Source switch
    {
        SecretSource.Env => ObjectValue.Of(("env", Text(reference.Name))),
        SecretSource.File => ObjectValue.Of(("file", Text(reference.Name))),
        _ => ObjectValue.Of(("secret", Text(reference.Name)), ("vault", Text(reference.Vault))),
    };

    // The extension exists, whatever the rules say of it.
    private static bool ViolatesRules(DesiredExtension extension) =>
        TypeRules.Check(extension.Knowledge, extension.Request, extension.Name).Any(finding => finding.Severity == RuleSeverity.Error);

    private static TextValue? Text(string? text) => text is null ? null : new(text);
}
