using AksExtensions.Emulator;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Azure.Tests;

/// <summary>10,000 clusters that should have three instances each, and a baseline that says so; 300 instances are not as they should be.</summary>
internal static class LargeEstate
{
    public const int Clusters = 10_000;

    public const int Instances = 3 * Clusters;

    /// <summary>How many instances are missing, of another version, or have another setting: as many of each.</summary>
    public const int OfEachKind = Clusters / 100;

    public const string Document = """
        version: 1
        rings:
          - { name: canary, clusters: { names: "aks-000*" } }
          - { name: rest }
        extensions:
          - { name: flux, type: microsoft.flux, version: 1.18.2, settings: { multiTenancy.enforce: true, helm-controller.enabled: true } }
          - { name: dapr, type: microsoft.dapr, autoUpgradeMode: compatible, releaseTrain: stable }
          - { name: app, type: fabrikam.app, version: 2.0.0 }
        """;

    /// <summary>Puts the instances on the clusters of an emulated Azure; unless it has as many, these clusters replace those that it has.</summary>
    public static void Fill(ArmEmulator arm, DateTimeOffset now)
    {
        var clusters = arm.State.GetClusters();
        if (clusters.Count != Clusters)
        {
            foreach (var cluster in clusters)
            {
                arm.State.RemoveCluster(cluster.Id);
            }

            clusters = arm.State.AddClusters(Clusters);
        }

        foreach (var (index, cluster) in clusters.Index())
        {
            var kind = (index % 100) switch { 1 => "missing", 34 => "version", 67 => "setting", _ => null };
            var dapr = new Extension
            {
                ClusterId = cluster.Id, Name = "dapr", ExtensionType = "microsoft.dapr", CurrentVersion = "1.16.3", AutoUpgradeMinorVersion = true,
                AutoUpgradeMode = "compatible", ReleaseTrain = "Stable", LastModifiedAt = now.AddDays(-30),
            };
            arm.State.AddExtension(dapr);
            arm.State.AddExtension(Pinned(dapr, "app", "fabrikam.app", "2.0.0"));
            if (kind != "missing")
            {
                arm.State.AddExtension(Pinned(dapr, "flux", "microsoft.flux", kind == "version" ? "1.17.3" : "1.18.2") with
                {
                    ConfigurationSettings = new Dictionary<string, string>
                    {
                        ["multiTenancy.enforce"] = kind == "setting" ? "false" : "true", ["helm-controller.enabled"] = "true", ["cluster"] = cluster.Name,
                    },
                });
            }
        }
    }

    private static Extension Pinned(Extension like, string name, string type, string version) => like with
    {
        Name = name, ExtensionType = type, Version = version, CurrentVersion = version, AutoUpgradeMinorVersion = false, AutoUpgradeMode = "none",
    };
}
