using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AksExtensions.DesiredState;

namespace AksExtensions.Export;

/// <summary>A cluster and what it should have.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Extensions">Its extensions, ordered by name.</param>
/// <param name="Exists">Whether the extensions exist in Azure.</param>
internal sealed record ExportCluster(ClusterReference Cluster, IReadOnlyList<DesiredExtension> Extensions, bool Exists);

/// <summary>Clusters that have the same extensions, with the same options. Only settings and pinned versions can differ.</summary>
/// <param name="Name">The name of the group's file, without an extension.</param>
/// <param name="Clusters">The clusters, ordered by ID.</param>
internal sealed record ExportGroup(string Name, IReadOnlyList<ExportCluster> Clusters);

/// <summary>Everything to export, in an order that does not depend on the order of the input.</summary>
internal sealed class ExportSet
{
    private const int LongestName = 80;

    // No file can have these names on Windows, whatever its extension.
    private static readonly HashSet<string> Devices = new(
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(number => new[] { $"com{number}", $"lpt{number}" })], StringComparer.OrdinalIgnoreCase);

    private ExportSet(IReadOnlyList<ExportCluster> clusters) => Clusters = clusters;

    /// <summary>The clusters, ordered by ID.</summary>
    public IReadOnlyList<ExportCluster> Clusters { get; }

    /// <summary>Orders what is exported. An extension that comes twice is taken once.</summary>
    public static ExportSet Of(IEnumerable<ExportItem> items) => new(
    [
        // Ordered first, because IDs that differ in case only are one cluster, whose spelling must not depend on the input.
        .. items.OrderBy(item => item.Cluster.Id, StringComparer.Ordinal).ThenBy(item => item.Extension.Name, StringComparer.Ordinal)
            .GroupBy(item => item.Cluster.Id, StringComparer.OrdinalIgnoreCase)
            .OrderBy(cluster => cluster.Key, StringComparer.OrdinalIgnoreCase)
            .Select(cluster => new ExportCluster(
                cluster.First().Cluster,
                [.. cluster.Select(item => item.Extension)
                    .DistinctBy(extension => extension.Name, StringComparer.OrdinalIgnoreCase)
                    .OrderBy(extension => extension.Name, StringComparer.OrdinalIgnoreCase)],
                cluster.First().Exists)),
    ]);

    /// <summary>The clusters in groups that have the same extensions.</summary>
    /// <param name="isOneSubscription">Whether the clusters of a group have to be in one subscription.</param>
    public IReadOnlyList<ExportGroup> Groups(bool isOneSubscription = false)
    {
        var names = new FileNames();
        var groups = Clusters
            .GroupBy(cluster => (isOneSubscription ? cluster.Cluster.SubscriptionId.ToUpperInvariant() : string.Empty) + Shape(cluster), StringComparer.Ordinal)
            .Select(group => group.ToList())
            .ToList();
        var own = FileNamesOf(Clusters, names);
        return
        [
            .. groups.Select(group => new ExportGroup(
                group is [var only] ? own[only] : names.Take(string.Join('-', group[0].Extensions.Select(extension => extension.Name))), group)),
        ];
    }

    /// <summary>The names of the clusters' files, without extensions: the cluster's name, and the resource group where several have that name.</summary>
    public IReadOnlyDictionary<ExportCluster, string> FileNamesOf() => FileNamesOf(Clusters, new());

    private static Dictionary<ExportCluster, string> FileNamesOf(IReadOnlyList<ExportCluster> clusters, FileNames names)
    {
        var repeated = clusters.GroupBy(cluster => cluster.Cluster.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return clusters.ToDictionary(
            cluster => cluster,
            cluster => names.Take(repeated.Contains(cluster.Cluster.Name)
                ? $"{cluster.Cluster.Name}.{cluster.Cluster.ResourceGroupName}"
                : cluster.Cluster.Name),
            (IEqualityComparer<ExportCluster>)ReferenceEqualityComparer.Instance);
    }

    /// <summary>Everything of an extension that is the same in all clusters of a group.</summary>
    public static string Shape(DesiredExtension extension)
    {
        var request = extension.Request;
        return JsonSerializer.Serialize(new object?[]
        {
            extension.Name, request.ExtensionType, request.Version is not null, request.ReleaseTrain, request.AutoUpgradeMode, request.AutoUpgradeMinorVersion,
            request.Scope, request.ReleaseNamespace, request.TargetNamespace, request.IdentityType, request.WithoutIdentity, request.AksAssignedIdentityType,
            request.Plan is { } plan ? new[] { plan.Name, plan.Publisher, plan.Product, plan.PromotionCode, plan.Version } : null,
            extension.ProtectedSettings.OrderBy(secret => secret.Key, StringComparer.Ordinal).Select(secret => $"{secret.Key}={secret.Value}"),
        });
    }

    private static string Shape(ExportCluster cluster) =>
        $"{cluster.Exists}{cluster.Cluster.ResourceProvider}/{cluster.Cluster.ClusterType}\n{string.Join('\n', cluster.Extensions.Select(Shape))}";

    /// <summary>Names of files that every file system takes, and that differ in more than case.</summary>
    private sealed class FileNames
    {
        private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

        public string Take(string text)
        {
            var name = text.Length > LongestName ? $"{text[..LongestName]}-{Hash(text)}" : text;
            name = Devices.Contains(name.Split('.')[0]) ? $"cluster-{name}" : name;
            var free = name;
            for (var number = 2; !_taken.Add(free); number++)
            {
                free = $"{name}-{number}";
            }

            return free;
        }

        private static string Hash(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
    }
}
