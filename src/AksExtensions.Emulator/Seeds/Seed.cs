using System.Text.Json;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Seeds;

/// <summary>The initial state of the emulator.</summary>
internal static class Seed
{
    public static Action<ArmState> Named(string? name) => name switch
    {
        null => Small,
        "demo" => Demo,
        _ => throw new ArgumentException($"There is no seed '{name}'; there is 'demo'.", nameof(name)),
    };

    /// <summary>One subscription, one group, and one cluster of each common kind.</summary>
    private static void Small(ArmState state)
    {
        state.AddSubscription(state.SubscriptionId, "Emulated subscription");
        state.AddCluster("aks1");
        state.AddCluster("arc1", kind: ClusterKind.ConnectedCluster);
    }

    private static void Demo(ArmState state)
    {
        const string Group = "demo-rg";
        state.AddSubscription(state.SubscriptionId, "AksExtensions demo");
        state.AddResourceGroup(Group);
        var aks = new Cluster
        {
            SubscriptionId = state.SubscriptionId,
            ResourceGroup = Group,
            Name = "demo-aks",
            Tags = new Dictionary<string, string> { ["env"] = "demo", ["cost center"] = "4711" },
        };
        state.AddCluster(aks);
        state.AddCluster(aks with { Name = "small-aks", Nodes = 1, Tags = new Dictionary<string, string> { ["env"] = "test" } });
        state.AddCluster(aks with { Name = "sp-aks", Identity = ClusterIdentity.None });
        state.AddCluster(aks with { Name = "stopped-aks", PowerState = "Stopped" });
        state.AddCluster(aks with { Name = "demo-arc", Kind = ClusterKind.ConnectedCluster });
        state.AddCluster(aks with { Name = "demo-fleet", Kind = ClusterKind.Fleet, Identity = ClusterIdentity.None });
        state.AddStorageAccount("demobackups", Group);
        AddExtensions(state, aks.Id);
        state.SetPods(aks.Id, SeedPods.Backup);
    }

    private static void AddExtensions(ArmState state, string clusterId)
    {
        state.AddExtension(new Extension
        {
            ClusterId = clusterId,
            Name = "flux",
            ExtensionType = "microsoft.flux",
            CurrentVersion = "1.18.2",
            Scope = new ExtensionScope(true, "flux-system"),
            ConfigurationSettings = new OrderedDictionary<string, string> { ["image-automation-controller.enabled"] = "true" },
        });
        state.AddExtension(new Extension
        {
            ClusterId = clusterId,
            Name = "backup",
            ExtensionType = "microsoft.dataprotection.kubernetes",
            Scope = new ExtensionScope(true, "dataprotection-microsoft"),
            ConfigurationSettings = new OrderedDictionary<string, string>
            {
                ["configuration.backupStorageLocation.bucket"] = "backups",
                ["configuration.backupStorageLocation.config.storageAccount"] = "demobackups",
                ["configuration.backupStorageLocation.config.resourceGroup"] = "demo-rg",
                ["configuration.backupStorageLocation.config.subscriptionId"] = state.SubscriptionId,
            },
            ConfigurationProtectedSettings = new OrderedDictionary<string, string> { ["credentials.tenantId"] = "not-a-real-tenant" },
            ProvisioningState = "Failed",
            Statuses =
            [
                new ExtensionStatus(
                    "InstallationFailed",
                    "Error: [ InnerError: [Helm installation failed : Timed out waiting for the resource to come to a ready/completed "
                    + "state : Recommendation Please check the logs of the pods in the release namespace : InnerError [release backup "
                    + "failed, and has been uninstalled due to atomic being set: timed out waiting for the condition]]] occurred while "
                    + "doing the operation : [Create] on the config, For general troubleshooting visit: "
                    + "https://aka.ms/k8s-extensions-TSG"),
            ],
        });
        state.AddExtension(new Extension
        {
            ClusterId = clusterId,
            Name = "aks-managed-azure-monitor-metrics",
            ExtensionType = "microsoft.azuremonitor.metrics",
            CurrentVersion = "6.24.1",
            Scope = new ExtensionScope(true, "kube-system"),
            IsSystemExtension = true,
            OtherProperties = ManagedBy(clusterId),
        });
    }

    /// <summary>The properties of an extension that AKS manages and users can only read.</summary>
    private static OrderedDictionary<string, JsonElement> ManagedBy(string clusterId) => new()
    {
        ["managedBy"] = JsonSerializer.SerializeToElement(clusterId),
        ["managementDetails"] = JsonElement.Parse("""
            {
              "category": "managed",
              "accessDetails": [
                {
                  "entity": "Microsoft.ContainerService",
                  "allowedActions": ["Read", "Write"],
                  "description": "Microsoft.ContainerService is only allowed to PUT/PATCH this extension instance."
                },
                {
                  "entity": "Users",
                  "allowedActions": ["Read"],
                  "description": "Users are allowed to only READ though Extensions RP."
                }
              ]
            }
            """),
    };
}
