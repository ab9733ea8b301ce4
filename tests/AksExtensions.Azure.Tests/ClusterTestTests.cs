using AksExtensions.Arm;
using AksExtensions.Checks;
using AksExtensions.Emulator.Resources;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>The checks against an Azure with one fault each: their findings, their requests, and that a create agrees with them.</summary>
public sealed class ClusterTestTests
{
    private const string Dapr = "microsoft.dapr";

    /// <summary>Each fault: how to cause it, the type, and the check that finds it.</summary>
    public static TheoryData<string, string, string> Wrongs => new()
    {
        { "provider", Dapr, "ProvidersRegistered" },
        { "cluster", Dapr, "ClusterFound" },
        { "denied", Dapr, "Allowed" },
        { "stopped", Dapr, "ClusterRunning" },
        { "service principal", Dapr, "ManagedIdentity" },
        { "region", "microsoft.azurecontainerstorage", "TypeOffered" },
        { "kind", "microsoft.openservicemesh", "TypeOffered" },
        { "train", "microsoft.argocd", "VersionResolvable" },
        { "kubernetes", "microsoft.evictionautoscaler", "KubernetesSupported" },
        { "busy", Dapr, "NoOtherOperation" },
        { "locked", Dapr, "Unlocked" },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task What_a_check_refuses_fails_with_only_that_reason(string wrong, string type, string check)
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.Zero });
        Spoil(azure.Arm.State, azure.Aks, wrong);

        var failed = (await Tester(azure).TestAsync(azure.Aks, new(type, null, null), TestContext.Current.CancellationToken)).Where(told => told.Result == "Failed").ToList();

        Assert.Equal(check, Assert.Single(failed).Check);
        Assert.NotNull(failed[0].Recommendation);
        await Assert.ThrowsAsync<AksExtensionException>(() => azure.CreateAsync(azure.Flux, new() { ExtensionType = type }));
    }

    [Theory]
    [InlineData(Dapr, null, null)]
    [InlineData("microsoft.flux", "1.16.12", null)]
    [InlineData("microsoft.argocd", null, "preview")]
    [InlineData("microsoft.azurecontainerstorage", null, null)]
    public async Task What_all_checks_say_yes_to_can_be_installed(string type, string? version, string? train)
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.Zero });
        var storage = new Emulator.Resources.NodePool { Labels = new Dictionary<string, string> { ["acstor.azure.com/io-engine"] = "acstor" } };
        azure.Arm.State.AddCluster(azure.Arm.State.FindCluster(azure.Aks.Id)! with { NodePools = [storage] });

        var checks = await Tester(azure).TestAsync(azure.Aks, new(type, version, train), TestContext.Current.CancellationToken);

        Assert.All(checks, check => Assert.Equal("Passed", check.Result));
        Assert.Equal(
            "Succeeded",
            (await azure.CreateAsync(azure.Flux, new() { ExtensionType = type, Version = version, AutoUpgradeMinorVersion = version is null ? null : false, ReleaseTrain = train }))!.ProvisioningState);
    }

    [Fact]
    public async Task The_requests_are_those_of_the_ARM_reference()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        await Tester(azure).TestAsync(azure.Aks, new(Dapr, null, null), TestContext.Current.CancellationToken);

        var subscription = $"/subscriptions/{azure.Arm.SubscriptionId}";
        var types = $"{subscription}/providers/Microsoft.KubernetesConfiguration/locations/eastus/extensionTypes/{Dapr}";
        Assert.Equal(
            new[]
            {
                $"GET {azure.Aks.Id}?api-version=2024-09-01",
                $"GET {azure.Aks.Id}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01",
                $"GET {azure.Aks.Id}/providers/Microsoft.KubernetesConfiguration/extensions?api-version=2025-03-01",
                $"GET {subscription}/providers/Microsoft.KubernetesConfiguration?api-version=2021-04-01",
                $"GET {subscription}/providers/Microsoft.ContainerService?api-version=2021-04-01",
                $"GET {subscription}/providers/Microsoft.Authorization/locks?api-version=2020-05-01",
                $"GET {types}?api-version=2026-05-01",
                $"GET {types}/versions?api-version=2026-05-01&releaseTrain=stable",
            }.Order(StringComparer.Ordinal),
            azure.Arm.Requests.Snapshot().Select(request => $"{request.Method} {request.Path}?{request.Query}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_registration_is_sent_once_and_waited_for_and_then_all_can_be_read()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Settings.RegistrationDuration = TimeSpan.FromSeconds(90);
        azure.Arm.State.SetProvider("Microsoft.KubernetesConfiguration", "NotRegistered");
        azure.Arm.State.SetProvider("Microsoft.ContainerService", "NotRegistered");
        var clusters = azure.Arm.State.AddClusters(20).Select(cluster => ClusterReference.Parse(cluster.Id, out _));
        var asked = 0;
        var tester = Tester(azure, (_, _, _) => Task.FromResult(Interlocked.Increment(ref asked) == 1));

        var tested = await Task.WhenAll(clusters.Select(cluster => tester.TestAsync(cluster, new(Dapr, null, null), TestContext.Current.CancellationToken)));

        Assert.All(tested.SelectMany(checks => checks), check => Assert.Equal("Passed", check.Result));
        Assert.Equal(1, asked);
        Assert.Equal(
            ["Microsoft.ContainerService/register", "Microsoft.KubernetesConfiguration/register"],
            azure.Arm.Requests.Snapshot().Where(request => request.Method == "POST").Select(request => request.Path[(request.Path.IndexOf("providers/", StringComparison.Ordinal) + 10)..]).Order());
    }

    [Fact]
    public async Task Where_the_subscriptions_locks_may_not_be_read_those_of_the_cluster_are()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.Denials = [new Denial(null, $"^/subscriptions/{azure.Arm.SubscriptionId}/providers/Microsoft.Authorization/locks")];
        azure.Arm.State.AddLock(new($"/subscriptions/{azure.Arm.SubscriptionId}/resourceGroups/rg", "freeze", "ReadOnly"));

        var checks = await Tester(azure).TestAsync(azure.Aks, new(null, null, null), TestContext.Current.CancellationToken);

        Assert.Equal(("Unlocked", "Failed"), (checks[^1].Check, checks[^1].Result));
        Assert.Contains(azure.Arm.Requests.Snapshot(), request => request.Path.StartsWith(azure.Aks.Id, StringComparison.Ordinal) && request.Query == "api-version=2020-05-01&$filter=atScope%28%29");
    }

    [Fact]
    public async Task A_lock_has_its_scope_level_and_notes()
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { PageSize = 1 });
        var group = $"/subscriptions/{azure.Arm.SubscriptionId}/resourceGroups/rg";
        azure.Arm.State.AddLock(new(group, "freeze", "ReadOnly", "till Monday"));
        azure.Arm.State.AddLock(new(azure.Aks.Id, "keep", "CanNotDelete"));

        var locks = await azure.Service.Access.ListLocksAsync(azure.Arm.SubscriptionId, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([new(group, "freeze", "ReadOnly", "till Monday"), new ManagementLock(azure.Aks.Id, "keep", "CanNotDelete", null)], locks);
    }

    [Fact]
    public async Task A_cluster_returns_its_state()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var heard = azure.Time.GetUtcNow().AddHours(-3);
        azure.Arm.State.AddCluster(azure.Arm.State.FindCluster(azure.Aks.Id)! with { Identity = ClusterIdentity.None, PowerState = "Stopped", ProvisioningState = "Updating" });
        azure.Arm.State.AddCluster(new Cluster
        {
            SubscriptionId = azure.Arm.SubscriptionId, ResourceGroup = "rg", Name = "arc1", Kind = ClusterKind.ConnectedCluster, ConnectivityStatus = "Offline",
            LastConnectivityTime = heard,
        });
        var arc = ClusterReference.Create(azure.Arm.SubscriptionId, "rg", "arc1", AksExtensions.ClusterType.ConnectedClusters);

        var aksFacts = await azure.Service.Clusters.GetFactsAsync(azure.Aks, TestContext.Current.CancellationToken);
        var arcFacts = await azure.Service.Clusters.GetFactsAsync(arc, TestContext.Current.CancellationToken);

        Assert.Equal(
            ("1.34.2", "Updating", "Stopped", "ServicePrincipal", null), (aksFacts.KubernetesVersion, aksFacts.ProvisioningState, aksFacts.PowerState, aksFacts.IdentityType, aksFacts.ConnectivityStatus));
        Assert.Equal(
            ("1.34.2", "Offline", "SystemAssigned", heard, "aks"), (arcFacts.KubernetesVersion, arcFacts.ConnectivityStatus, arcFacts.IdentityType, arcFacts.LastConnectivityTime, arcFacts.Distribution));
    }

    [Fact]
    public async Task The_node_pools_of_a_cluster_and_the_sizes_of_a_region_are_read_with_what_decides_where_pods_run()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.AddCluster(azure.Arm.State.FindCluster(azure.Aks.Id)! with
        {
            NodeProvisioning = "Manual",
            NodePools =
            [
                new() { Name = "system", Taints = ["CriticalAddonsOnly=true:NoSchedule"] },
                new()
                {
                    Name = "win", OsType = "Windows", Mode = "User", Count = 0, MaxCount = 5, PowerState = "Stopped", VmSize = "Standard_D4s_v5",
                    Labels = new Dictionary<string, string> { ["team"] = "a" },
                },
            ],
        });

        var facts = await azure.Service.Clusters.GetFactsAsync(azure.Aks, TestContext.Current.CancellationToken);
        var sizes = await azure.Service.VmSizes.ListAsync(azure.Arm.SubscriptionId, "eastus", TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal((3, "Manual"), (facts.NodeCount, facts.NodeProvisioning));
        var (system, windows) = (facts.NodePools![0], facts.NodePools[1]);
        Assert.Equal(("system", "Linux", "System", "Running", 3, null), (system.Name, system.OsType, system.Mode, system.PowerState, system.Count, system.MaxCount));
        Assert.Equal(["CriticalAddonsOnly=true:NoSchedule"], system.Taints);
        Assert.Empty(system.Labels);
        Assert.Equal(("Windows", "User", "Stopped", 0, 5, "Standard_D4s_v5"), (windows.OsType, windows.Mode, windows.PowerState, windows.Count, windows.MaxCount, windows.VmSize));
        Assert.Equal("a", windows.Labels["team"]);
        Assert.Contains(new VmSize("Standard_D4s_v5", 4, 16384), sizes);
    }

    [Fact]
    public async Task The_sizes_of_a_region_are_read_once_and_only_for_a_type_that_needs_them()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var clusters = azure.Arm.State.AddClusters(20).Select(cluster => ClusterReference.Parse(cluster.Id, out _)).ToList();
        var tester = Tester(azure);

        foreach (var type in new[] { Dapr, "microsoft.azureml.kubernetes" })
        {
            await Task.WhenAll(clusters.Select(cluster => tester.TestAsync(cluster, new(type, null, null), TestContext.Current.CancellationToken)));
        }

        Assert.Equal(
            [$"/subscriptions/{azure.Arm.SubscriptionId}/providers/Microsoft.Compute/locations/eastus/vmSizes?api-version=2024-07-01"],
            azure.Arm.Requests.Snapshot().Where(request => request.Path.EndsWith("/vmSizes", StringComparison.Ordinal)).Select(request => $"{request.Path}?{request.Query}"));
    }

    [Theory]
    [InlineData(false, false, 3)]
    [InlineData(true, false, 4)]
    [InlineData(false, true, 2)]
    public async Task A_thousand_clusters_cost_at_most_four_requests_each(bool isRefused, bool areInstances, int each)
    {
        await using var fleet = await EmulatedFleet.StartAsync(1000, TestContext.Current.CancellationToken);
        if (isRefused)
        {
            fleet.Arm.State.Denials = [new Denial(null, "/providers/Microsoft.Authorization/locks"), new Denial(null, "/extensionTypes/"), new Denial(null, "/providers/Microsoft.ContainerService$")];
        }

        if (areInstances)
        {
            fleet.Clusters.ToList().ForEach(cluster => fleet.Arm.State.AddExtension(cluster.Id, "flux", "microsoft.flux"));
        }

        var tester = new ClusterTester(fleet.Service, new(fleet.Service, fleet.Time, TimeSpan.FromMinutes(10), null), fleet.Time);
        await fleet.RunAsync(
            async (_, cluster, _, stop) => string.Join(
                ", ",
                (areInstances ? await tester.TestAsync(new ExtensionReference(cluster, "flux"), stop) : await tester.TestAsync(cluster, new(Dapr, null, null), stop))
                    .Where(check => check.Result != "Passed")),
            TestContext.Current.CancellationToken);

        // Where the subscription's locks are refused, each cluster's own are asked for. Beside the requests of each cluster there are
        // those of the whole subscription and region; what is refused is asked for again after a minute.
        Assert.InRange(fleet.Sent, 1000 * each, (1000 * each) + 50);
        Assert.Equal(
            [isRefused ? "1000 ProvidersRegistered: Warning, TypeOffered: Warning, VersionResolvable: Warning, KubernetesSupported: Warning, Unlocked: Warning" : "1000 "],
            fleet.Summary);
    }

    private static ClusterTester Tester(EmulatedAzure azure, Func<string, IReadOnlyList<string>, CancellationToken, Task<bool>>? agree = null) =>
        new(azure.Service, new(azure.Service, azure.Time, TimeSpan.FromMinutes(10), agree), azure.Time);

    private static void Spoil(ArmState state, ClusterReference aks, string wrong)
    {
        var cluster = state.FindCluster(aks.Id)!;
        switch (wrong)
        {
            case "provider":
                state.SetProvider("Microsoft.KubernetesConfiguration", "NotRegistered");
                break;
            case "cluster":
                state.RemoveCluster(aks.Id);
                break;
            case "denied":
                state.Permissions = [new(["*/read"], [])];
                state.Denials = [new Denial("PUT", "/extensions/")];
                break;
            case "stopped":
                state.AddCluster(cluster with { PowerState = "Stopped" });
                break;
            case "service principal":
                state.AddCluster(cluster with { Identity = ClusterIdentity.None });
                break;
            case "region":
                state.AddCluster(cluster with { Location = "norwayeast" });
                break;
            case "kubernetes":
                state.AddCluster(cluster with { KubernetesVersion = "1.27.9" });
                break;
            case "busy":
                state.AddExtension(new Extension { ClusterId = aks.Id, Name = "flux", ExtensionType = Dapr, ProvisioningState = "Creating" });
                break;
            case "locked":
                state.AddLock(new($"/subscriptions/{aks.SubscriptionId}", "freeze", "ReadOnly"));
                break;
        }
    }
}
