using AksExtensions.Export;

namespace AksExtensions.Tests;

/// <summary>Clusters and extensions for exports.</summary>
internal static class Estate
{
    public const string Subscription = "11111111-1111-1111-1111-111111111111";
    public const string OtherSubscription = "22222222-2222-2222-2222-222222222222";

    /// <summary>Texts that any language could take for something else.</summary>
    public static readonly string[] HostileTexts =
    [
        "'single' \"double\" `back`", "${var.x} $${y} $$${z} %{ if true } %%{x} ${", "$", "%", "$$", "\\", "\\n \\u0041 \\${x}", "line\nbreak\r\nand\ttab",
        "[parameters('x')]", "[[x]", "[]", "[", "]", "[a] b", "{{ .Values.x }}", "{a,b}", "# no comment", "// no comment", "/* */", "--- yaml", "- item", "key: value",
        "*alias", "&anchor", "!tag", "| block", "> folded", "@at", "%YAML", "? key", "~", "null", "true", "no", "0123", "1.10", "1e3", "0x1F", ".inf", "2026-01-01",
        "", " leading and trailing ", "\u00fcml\u00e4ut \u65e5\u672c\u8a9e \U0001F600", "\u0001\u001b[31m\u007f\u0085\u2028\u2029\u200b\u202e\ufeff", "\ud83d alone",
        "https://account.blob.core.windows.net/x", "https://login.microsoftonline.com", "<<EOF\ntext\nEOF", new string('x', 30_000), "=cmd", "'''", "\"\"\"",
    ];

    public static ClusterReference Cluster(
        string name = "aks1", string group = "rg", string subscription = Subscription, ClusterType type = ClusterType.ManagedClusters) =>
        ClusterReference.Create(subscription, group, name, type);

    public static ClusterExtension Instance(
        ClusterReference? cluster = null, string name = "flux", string type = "microsoft.flux", string? pinned = null, bool? minor = true, string? mode = "compatible",
        string? train = "Stable", Dictionary<string, string>? settings = null, string[]? secrets = null, ExtensionPlan? plan = null,
        ExtensionScope? scope = ExtensionScope.Cluster, string? scopeNamespace = "flux-system", string? identity = null)
    {
        var place = cluster ?? Cluster();
        return new(place)
        {
            Id = $"{place.Id}/providers/Microsoft.KubernetesConfiguration/extensions/{name}",
            Name = name, ExtensionType = type, ProvisioningState = "Succeeded", CurrentVersion = pinned ?? "1.2.3", PinnedVersion = pinned,
            AutoUpgradeMinorVersion = pinned is null ? minor : false, AutoUpgradeMode = pinned is null ? mode : "none", ReleaseTrain = train, ScopeKind = scope,
            ReleaseNamespace = scope == ExtensionScope.Cluster ? scopeNamespace : null, TargetNamespace = scope == ExtensionScope.Namespace ? scopeNamespace : null,
            ConfigurationSettings = settings ?? [], Plan = plan,
            ConfigurationProtectedSettings = (secrets ?? []).ToDictionary(key => key, _ => string.Empty),
            AksAssignedIdentity = new(null, "principal", "tenant"), Identity = identity is null ? null : new(identity, "principal", "tenant"),
            PackageUri = "https://package", ExtensionState = "Installed",
        };
    }

    /// <summary>An extension whose settings have every hostile text, as keys and as values.</summary>
    public static ClusterExtension Hostile(ClusterReference? cluster = null, string name = "1-2.3") => Instance(cluster, name, settings: HostileSettings());

    public static Dictionary<string, string> HostileSettings()
    {
        var settings = new Dictionary<string, string> { ["adminUsername"] = "admin", ["true"] = "true", ["null"] = "null", ["for"] = "x", ["properties"] = "x", ["a.b[0].c"] = "1" };
        for (var index = 0; index < HostileTexts.Length; index++)
        {
            settings[$"v{index}"] = HostileTexts[index];
            if (HostileTexts[index].Length is > 0 and < 1000)
            {
                settings[HostileTexts[index]] = $"k{index}";
            }
        }

        return settings;
    }

    public static ExportSet Set(params ClusterExtension[] instances) => ExportSet.Of(instances.Select(ExportItem.Of));
}
