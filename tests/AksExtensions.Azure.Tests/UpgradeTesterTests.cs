using AksExtensions.Checks;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Which extensions keep clusters from an upgrade of Kubernetes, and what it costs to find out.</summary>
public sealed class UpgradeTesterTests
{
    [Fact]
    public async Task A_version_that_does_not_support_it_names_a_newer_one_that_does()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        Install(azure, "dapr", "microsoft.dapr", "1.14.4");
        Install(azure, "new-dapr", "microsoft.dapr", "1.15.6");
        Install(azure, "odd-dapr", "microsoft.dapr", "1.14.99");

        var checks = await Tester(azure).TestAsync(azure.Aks, null, "1.35.1", TestContext.Current.CancellationToken);

        Assert.Equal([("dapr", "Failed"), ("new-dapr", "Passed"), ("odd-dapr", "Warning")], checks.Select(check => (check.ExtensionName!, check.Result)));
        Assert.All(checks, check => Assert.Equal("KubernetesSupported", check.Check));
        Assert.Equal("dapr (microsoft.dapr 1.14.4) does not support Kubernetes 1.35.1.", checks[0].Detail);
        // The checks of a cluster share its heading.
        Assert.Equal($"{azure.Aks.Name} (resource group {azure.Aks.ResourceGroupName})", Assert.Single(checks.Select(check => check.Subject).Distinct()));
        Assert.Contains("1.16.4", checks[0].Recommendation, StringComparison.Ordinal);
        Assert.StartsWith("odd-dapr (microsoft.dapr 1.14.99): Azure does not list this version", checks[2].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_that_runs_today_is_supported()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        Install(azure, "dapr", "microsoft.dapr", "1.14.4");

        Assert.Equal("Passed", Assert.Single(await Tester(azure).TestAsync(azure.Aks, null, "1.34", TestContext.Current.CancellationToken)).Result);
    }

    [Fact]
    public async Task Only_the_named_extension_is_checked_and_one_that_is_missing_is_said_to_be()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        Install(azure, "dapr", "microsoft.dapr", "1.14.4");
        Install(azure, "flux", "microsoft.flux", "1.16.12");

        var named = await Tester(azure).TestAsync(azure.Aks, "FLUX", "1.35", TestContext.Current.CancellationToken);
        var missing = await Tester(azure).TestAsync(azure.Aks, "nothing", "1.35", TestContext.Current.CancellationToken);

        Assert.Equal("flux", Assert.Single(named).ExtensionName);
        Assert.Equal(("ExtensionFound", "Failed"), (Assert.Single(missing).Check, missing[0].Result));
        Assert.Equal("Passed", Assert.Single(await Tester(azure).TestAsync(ClusterReference.Parse(azure.Arm.State.AddCluster("empty").Id, out _), null, "1.35", TestContext.Current.CancellationToken)).Result);
    }

    [Fact]
    public async Task A_cluster_that_is_missing_is_one_failed_check()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var nowhere = ClusterReference.Create(azure.Arm.SubscriptionId, "rg", "nowhere");

        Assert.Equal("ClusterFound", Assert.Single(await Tester(azure).TestAsync(nowhere, null, "1.35", TestContext.Current.CancellationToken)).Check);
    }

    [Fact]
    public async Task Without_the_API_of_types_the_check_says_that_it_could_not_be_made()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Settings.ExtensionTypesAvailable = false;
        Install(azure, "dapr", "microsoft.dapr", "1.14.4");

        var check = Assert.Single(await Tester(azure).TestAsync(azure.Aks, null, "1.35", TestContext.Current.CancellationToken));

        Assert.Equal("Warning", check.Result);
        Assert.StartsWith("The check could not be made.", check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_clusters_cost_two_requests_each_and_one_for_each_type()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var clusters = azure.Arm.State.AddClusters(1000);
        foreach (var cluster in clusters)
        {
            azure.Arm.State.AddExtension(cluster.Id, "dapr", "microsoft.dapr", "1.14.4");
            azure.Arm.State.AddExtension(cluster.Id, "flux", "microsoft.flux", "1.16.12");
        }

        var tester = Tester(azure);
        var failed = 0;
        await Parallel.ForEachAsync(clusters, TestContext.Current.CancellationToken, async (cluster, stop) =>
        {
            var checks = await tester.TestAsync(ClusterReference.Parse(cluster.Id, out _), null, "1.35", stop);
            Interlocked.Add(ref failed, checks.Count(check => check.Result == "Failed"));
        });

        Assert.Equal(1000, failed);
        Assert.Equal((2 * 1000) + 2, azure.Arm.Requests.Snapshot().Count);
    }

    private static void Install(EmulatedAzure azure, string name, string type, string version) => azure.Arm.State.AddExtension(azure.Aks.Id, name, type, version);

    private static UpgradeTester Tester(EmulatedAzure azure) => new(azure.Service, azure.Time);
}
