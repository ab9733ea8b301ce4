using System.Globalization;
using AksExtensions.Html;

namespace AksExtensions.Report.Tests;

/// <summary>Fleets for reports: the same for the same numbers.</summary>
internal static class SampleFleet
{
    public const string SubscriptionId = "11111111-2222-3333-4444-555555555555";

    private const string HelmTimeout = "Helm installation failed : Timed out waiting for the resource to come to a ready/completed state";

    private static readonly string[] Regions = ["eastus", "westeurope", "northeurope", "southeastasia"];
    private static readonly string[] Environments = ["prod", "stage", "dev"];

    private static readonly (string Name, string Type, string[] Versions)[] Types =
    [
        ("flux", "microsoft.flux", ["1.18.2", "1.18.1", "1.17.3"]),
        ("dapr", "microsoft.dapr", ["1.16.9-msft.2", "1.16.9-msft.1", "1.15.10"]),
        ("backup", "microsoft.dataprotection.kubernetes", ["0.0.3180", "0.0.3122"]),
        ("azureml", "Microsoft.AzureML.Kubernetes", ["1.1.104", "1.1.98"]),
        ("keda", "microsoft.keda", ["2.17.1"]),
        ("monitor", "microsoft.azuremonitor.containers", ["3.1.28", "3.1.27", "3.1.26", "3.1.25", "3.1.24", "3.1.23", "3.1.22", "3.1.21"]),
        ("policy", "microsoft.policyinsights", ["1.14.1"]),
        ("defender", "microsoft.azuredefender.kubernetes", ["0.9.42", "0.9.40"]),
        ("osm", "microsoft.openservicemesh", ["1.2.9"]),
        ("argocd", "microsoft.argocd", ["0.0.9-preview"]),
        ("gatekeeper", "contoso.gatekeeper", ["3.20.0", "3.19.1"]),
        ("vault", "hashicorp.vault", ["0.30.1"]),
    ];

    /// <summary>When the reports were made.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 11, 26, 3, 0, 0, TimeSpan.Zero);

    /// <summary>A fleet of any size.</summary>
    /// <param name="clusters">How many clusters.</param>
    /// <param name="instances">How many instances on each, at most 12.</param>
    public static ReportInput Of(int clusters, int instances) => new()
    {
        Title = "AKS cluster extensions",
        CreatedAt = Now,
        ModuleVersion = "0.1.0",
        Sources = [new("Azure Resource Graph", "resources\n| where type =~ 'microsoft.containerservice/managedclusters'")],
        Portal = new(new("https://portal.azure.com/"), "99999999-8888-7777-6666-555555555555"),
        Clusters = [.. Enumerable.Range(0, clusters).Select(Cluster)],
        Extensions = [.. Enumerable.Range(0, clusters).SelectMany(at => Enumerable.Range(0, instances).Select(type => Extension(at, type)))],
    };

    /// <summary>A small fleet with all that a report can show, compared with a baseline.</summary>
    public static ReportInput Varied()
    {
        var fleet = Of(40, 4);
        return fleet with
        {
            Clusters = [.. fleet.Clusters, Cluster(40)],
            Baseline = "fleet.yaml",
            Drift =
            [
                Drift(Reference(0), "flux", "microsoft.flux", "Different", "Update", new("version", "1.18.2", "1.17.3"), new("settings.multiTenancy.enforce", "true", null)),
                Drift(Reference(1), "keda", "microsoft.keda", "Missing", "Create", new ExtensionDifference("type", "microsoft.keda", null)),
                Drift(Reference(2), "dapr", "microsoft.dapr", "InSync", "None"),
            ],
        };
    }

    public static ClusterReference Reference(int at) => ClusterReference.Create(
        at % 2 == 0 ? SubscriptionId : "22222222-2222-3333-4444-555555555555", $"rg-{Regions[at % Regions.Length]}", $"shop-{at:000}");

    public static AksCluster Cluster(int at) => Cluster(Reference(at), at);

    public static AksCluster Cluster(ClusterReference reference, int at = 0) => new(reference)
    {
        Id = reference.Id,
        Location = Regions[at % Regions.Length],
        KubernetesVersion = at % 5 == 0 ? "1.33.6" : "1.34.2",
        PowerState = at % 17 == 16 ? "Stopped" : "Running",
        Tags = new Dictionary<string, string> { ["env"] = Environments[at % 3], ["team"] = $"team-{at % 7}" },
    };

    public static ClusterExtension Extension(int at, int type)
    {
        var (name, extensionType, versions) = Types[type];
        var mix = (at * 31) + (type * 17);
        var version = versions[mix % 11 < 6 ? 0 : mix % versions.Length];
        var state = mix % 23 == 5 ? "Failed" : mix % 37 == 7 ? "Updating" : "Succeeded";
        return Extension(Reference(at), name, extensionType, version, state, mix % 19 == 3 ? version : null, mix);
    }

    public static ClusterExtension Extension(
        ClusterReference cluster, string name, string? type = "microsoft.flux", string? version = "1.18.2", string? state = "Succeeded", string? pinned = null, int hours = 5,
        string message = HelmTimeout) => new(cluster)
    {
        Id = $"{cluster.Id}/providers/Microsoft.KubernetesConfiguration/extensions/{name}",
        Name = name,
        ExtensionType = type,
        CurrentVersion = version,
        PinnedVersion = pinned,
        ProvisioningState = state,
        ReleaseTrain = "Stable",
        AutoUpgradeMinorVersion = pinned is null,
        ReleaseNamespace = $"{name}-system",
        StatusMessage = state == "Failed" ? $"InstallationFailed: {message}" : null,
        Statuses = state == "Failed" ? [new("InstallationFailed", "Error", null, message, null)] : [],
        SystemData = new(null, null, null, null, null, Now - TimeSpan.FromHours(1 + (hours % 400))),
    };

    public static ExtensionDrift Drift(ClusterReference cluster, string name, string type, string status, string action, params ExtensionDifference[] differences) => new(cluster)
    {
        Name = name, ExtensionType = type, Ring = "canary", Status = status, Action = action, Differences = differences,
    };

    /// <summary>The page of a fleet.</summary>
    public static string Page(ReportInput fleet)
    {
        using var page = new StringWriter(CultureInfo.InvariantCulture);
        ((IReportWriter)new HtmlReportWriter()).Write(ReportBuilder.Build(fleet), page);
        return page.ToString();
    }
}
