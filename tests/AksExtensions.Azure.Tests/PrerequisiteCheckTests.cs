using AksExtensions.Catalogue;
using AksExtensions.Checks;
using AksExtensions.Prerequisites;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>The roles of extensions as checks, and in fleets.</summary>
public sealed class PrerequisiteCheckTests
{
    private const string BlobContributor = "ba92f5b4-2d11-453d-a403-e96b0029c9fe";
    private const string Backup = "microsoft.dataprotection.kubernetes";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_installed_extensions_cost_two_requests_each_and_one_list_of_the_account()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var clusters = azure.Arm.State.AddClusters(1000).Select(cluster => ClusterReference.Parse(cluster.Id, out _)).ToList();
        azure.Arm.State.AddStorageAccount("backups");
        foreach (var (cluster, index) in clusters.Select((cluster, index) => (cluster, index)))
        {
            Install(azure, cluster);
            if (index % 10 == 0)
            {
                azure.Arm.State.AddRoleAssignment(new(
                    $"/subscriptions/{azure.Arm.SubscriptionId}/resourceGroups/rg", BlobContributor,
                    azure.Arm.State.FindExtension($"{cluster.Id}/providers/Microsoft.KubernetesConfiguration/extensions/backup")!.AksAssignedIdentity!.PrincipalId!));
            }
        }

        var tester = new ClusterTester(azure.Service, new(azure.Service, azure.Time, TimeSpan.Zero, agree: null), azure.Time);
        var checks = (await Task.WhenAll(clusters.Select(cluster => tester.TestAsync(new ExtensionReference(cluster, "backup"), Stop))))
            .SelectMany(all => all).Where(check => check.Check == "BackupStorageRole").ToList();

        Assert.Equal((100, 900), (checks.Count(check => check.Result == "Passed"), checks.Count(check => check.Result == "Failed")));
        Assert.All(checks.Where(check => check.Result == "Failed"), check => Assert.Contains("az role assignment create --assignee-object-id", check.Recommendation, StringComparison.Ordinal));
        Assert.Equal(2001, azure.Arm.Requests.Count);
    }

    [Fact]
    public async Task A_cluster_that_is_missing_has_no_check_of_a_role()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var tester = new ClusterTester(azure.Service, new(azure.Service, azure.Time, TimeSpan.Zero, agree: null), azure.Time);

        var checks = await tester.TestAsync(ClusterReference.Create(azure.Arm.SubscriptionId, "rg", "nowhere"), new(Backup, null, null), Stop);

        Assert.Equal("ClusterFound", checks[^1].Check);
        Assert.Equal("BackupStorageRole", (await tester.TestAsync(azure.Aks, new(Backup, null, null), Stop))[^1].Check);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_thousand_clusters_get_their_roles_on_one_account_within_the_budget()
    {
        await using var fleet = await EmulatedFleet.StartAsync(1000, TestContext.Current.CancellationToken);
        fleet.Arm.State.AddStorageAccount("backups");
        var engine = new RoleEngine(fleet.Service, fleet.Time);

        await fleet.RunAsync(
            async (index, cluster, _, stop) => await engine.EnsureAsync(Role(cluster, $"77777777-0000-0000-0000-{index:D12}"), stop) ? "assigned" : "there",
            TestContext.Current.CancellationToken);

        Assert.Equal(["1000 assigned"], fleet.Summary);
        Assert.Equal(1000, fleet.Arm.State.GetRoleAssignments().Count);
        Assert.Equal((1000, 1), (fleet.Done("PUT"), fleet.Done("GET")));
        Assert.InRange(fleet.Throttled, 0, fleet.Sent / 100);
        // 200 writes at once, then 10 a second.
        Assert.InRange(fleet.Time.Elapsed.TotalSeconds, 75, 90);
    }

    private static void Install(EmulatedAzure azure, ClusterReference cluster) => azure.Arm.State.AddExtension(
        new Emulator.Resources.Extension
        {
            ClusterId = cluster.Id,
            Name = "backup",
            ExtensionType = Backup,
            CurrentVersion = "1.0.0",
            Scope = new(true, "dataprotection-microsoft"),
            ConfigurationSettings = Settings(cluster),
            AksAssignedIdentity = new(null, Guid.NewGuid().ToString()),
        });

    private static Dictionary<string, string> Settings(ClusterReference cluster) => new()
    {
        ["configuration.backupStorageLocation.config.storageAccount"] = "backups",
        ["configuration.backupStorageLocation.config.resourceGroup"] = "rg",
        ["configuration.backupStorageLocation.config.subscriptionId"] = cluster.SubscriptionId,
    };

    private static RequiredRole Role(ClusterReference cluster, string principal) =>
        Assert.Single(PrerequisitePlan.Of(TypeCatalogue.BuiltIn.Find(Backup), new(cluster, Settings(cluster), PrincipalId: principal)));
}
