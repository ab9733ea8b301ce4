using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.ResourceGraph;

/// <summary>The two tables that queries about extensions need, from the current state.</summary>
internal sealed class Tables(ArmState state, EmulatorClock clock)
{
    private static readonly string[] Columns =
    [
        "id", "name", "type", "tenantId", "kind", "location", "resourceGroup", "subscriptionId", "managedBy", "sku", "plan", "properties",
        "tags", "identity", "systemData",
    ];

    public static IReadOnlyList<string>? ColumnsOf(string table) =>
        table.ToLowerInvariant() is "resources" or "kubernetesconfigurationresources" ? Columns : null;

    /// <summary>The rows of a table in the subscriptions; in all when none is specified.</summary>
    public RowSet Read(string table, IReadOnlyCollection<string> subscriptions)
    {
        var wanted = subscriptions.ToHashSet(StringComparer.OrdinalIgnoreCase);
        bool IsWanted(string subscription) => wanted.Count == 0 || wanted.Contains(subscription);

        if (table.Equals("resources", StringComparison.OrdinalIgnoreCase))
        {
            var now = clock.UtcNow;
            return new RowSet(
                Columns,
                [.. state.Clusters.ListAll()
                    .Where(c => IsWanted(c.SubscriptionId))
                    .Select(c => new ClusterRow(c, TenantOf(c.SubscriptionId), now))]);
        }

        return new RowSet(
            Columns,
            [.. state.Extensions.ListAll()
                .Select(e => (Extension: e, Cluster: state.Clusters.Find(e.ClusterId)))
                .Where(p => p.Cluster is not null && IsWanted(p.Cluster.SubscriptionId))
                .OrderBy(p => p.Extension.Id, StringComparer.OrdinalIgnoreCase)
                .Select(p => new ExtensionRow(p.Extension, p.Cluster!, TenantOf(p.Cluster!.SubscriptionId)))]);
    }

    private string TenantOf(string subscription) => state.Subscriptions.Find(subscription)?.TenantId ?? Subscription.DefaultTenantId;
}
