using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Emulator;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>What the emulator refuses is what the catalogue's rules refuse; and the questions about clusters and types.</summary>
public sealed class ExtensionTypeTests
{
    [Theory]
    [InlineData("microsoft.dapr")]
    [InlineData("microsoft.azureml.kubernetes")]
    public async Task What_the_service_refuses_breaks_a_rule(string name)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var type = TypeCatalogue.BuiltIn.Find(name)!;
        var request = new CreateExtensionRequest
        {
            ExtensionType = name,
            Scope = ExtensionScope.Namespace,
            TargetNamespace = "t",
            ConfigurationSettings = new Dictionary<string, string> { ["enableTraining"] = "True" },
        };

        Assert.Contains(TypeRules.Check(type, request, "x"), finding => finding.Severity == RuleSeverity.Error);
        await azure.FailsAsync(nameof(Errors.RequestRefused), () => azure.CreateAsync(request));
    }

    [Fact]
    public async Task The_service_and_the_catalogue_agree_on_namespaces_and_kinds_of_cluster()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var scope = new ExtensionTypeScope(null, azure.Arm.SubscriptionId, "eastus");

        foreach (var type in TypeCatalogue.BuiltIn.All)
        {
            var offered = await azure.Service.ExtensionTypes.GetAsync(scope, type.Name, TestContext.Current.CancellationToken);

            // What Microsoft does not document, the catalogue leaves to the service.
            Assert.Equal(type.DefaultNamespace is null ? null : offered.DefaultReleaseNamespace, type.DefaultNamespace);
            Assert.Equal(offered.DefaultScope, type.Scopes[0]);
            // The service still takes some types where Azure has a better way, which the catalogue names instead.
            var refused = type.RefuseOn.SelectMany(refusal => refusal.ClusterTypes);
            Assert.Equal(offered.SupportedClusterTypes.Except(refused).Order(), type.ClusterTypes.Order());
        }
    }

    [Fact]
    public async Task A_cluster_says_its_region_and_counts_its_nodes()
    {
        await using var azure = await EmulatedAzure.StartAsync(new EmulatorOptions { Seed = "demo" });
        var small = ClusterReference.Create(azure.Arm.SubscriptionId, "demo-rg", "small-aks");

        var facts = await azure.Service.Clusters.GetFactsAsync(small, TestContext.Current.CancellationToken);

        Assert.Equal(("eastus", 1), (facts.Location, facts.NodeCount));
        Assert.NotNull(facts.TenantId);
        var missing = ClusterReference.Create(azure.Arm.SubscriptionId, "demo-rg", "nowhere");
        await azure.FailsAsync(nameof(Errors.ClusterNotFound), () => azure.Service.Clusters.GetFactsAsync(missing, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_cluster_says_its_network_and_what_its_workloads_can_sign_in_with()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var plain = await azure.Service.Clusters.GetFactsAsync(azure.Aks, TestContext.Current.CancellationToken);
        azure.Arm.State.AddCluster(azure.Arm.State.FindCluster(azure.Aks.Id)! with
        {
            NetworkPluginMode = "overlay", NetworkPolicy = "calico", WorkloadIdentity = true, UsesEntra = true,
        });

        var facts = await azure.Service.Clusters.GetFactsAsync(azure.Aks, TestContext.Current.CancellationToken);

        Assert.Equal(new("azure", null, "none"), plain.Network);
        Assert.Equal(new("azure", "overlay", "calico"), facts.Network);
        Assert.Equal((false, false, false), (plain.HasOidcIssuer, plain.HasWorkloadIdentity, plain.UsesAzureRbac));
        Assert.Equal((true, true, true), (facts.HasOidcIssuer, facts.HasWorkloadIdentity, facts.UsesAzureRbac));
    }

    [Fact]
    public async Task The_types_of_a_subscription_have_regions_and_their_absence_changes_nothing_for_those_of_a_region()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var subscription = new ExtensionTypeScope(null, azure.Arm.SubscriptionId);
        azure.Arm.Settings.ExtensionTypesBySubscription = false;
        await azure.FailsAsync(nameof(Errors.ExtensionTypesUnavailable), () => azure.Service.ExtensionTypes.GetAsync(subscription, "microsoft.flux", TestContext.Current.CancellationToken));
        // Another question of the connection still finds the newest version.
        Assert.NotEmpty((await azure.Service.ExtensionTypes.GetAsync(
            subscription with { Location = "eastus" }, "microsoft.azurecontainerstorage", TestContext.Current.CancellationToken)).SupportedRegions);
        azure.Arm.Settings.ExtensionTypesBySubscription = true;

        var types = await azure.Service.ExtensionTypes.ListAsync(subscription, ExtensionTypeFilter.None, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        Assert.Contains("westeurope", types.Single(type => type.Name == "microsoft.azurecontainerstorage").SupportedRegions);
        Assert.Equal(
            $"/subscriptions/{azure.Arm.SubscriptionId}/providers/Microsoft.KubernetesConfiguration/extensionTypes/microsoft.flux",
            (await azure.Service.ExtensionTypes.GetAsync(subscription, "microsoft.flux", TestContext.Current.CancellationToken)).Id);
        await azure.FailsAsync(
            nameof(Errors.ExtensionVersionNotFound), () => azure.Service.ExtensionTypes.GetAsync(subscription, "contoso.none", TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(404, "InvalidResourceType", "ExtensionTypesUnavailable")]
    [InlineData(400, "NoRegisteredProviderFound", "ExtensionTypesUnavailable")]
    [InlineData(403, "SubscriptionNotRegisteredForFeature", "ExtensionTypesUnavailable")]
    [InlineData(409, "MissingSubscriptionRegistration", "ProviderNotRegistered")]
    [InlineData(403, "AuthorizationFailed", "AuthorizationFailed")]
    [InlineData(404, "ExtensionTypeRegistrationGetFailed", "ExtensionVersionNotFound")]
    public async Task A_refusal_about_types_says_whether_the_list_is_unavailable(int status, string code, string expected)
    {
        using var handler = new AnswerHandler(_ => AnswerHandler.Json(status, $$$"""{"error":{"code":"{{{code}}}","message":"m"}}"""));
        using var service = Services.Over(handler);
        var scope = new ExtensionTypeScope(null, "11111111-2222-3333-4444-555555555555", "eastus");
        Func<Task>[] questions =
        [
            () => service.ExtensionTypes.GetAsync(scope, "a", TestContext.Current.CancellationToken),
            async () => await service.ExtensionTypes.ListAsync(scope, ExtensionTypeFilter.None, TestContext.Current.CancellationToken).CountAsync(),
            async () => await service.ExtensionTypes.ListVersionsAsync(scope, "a", ExtensionTypeFilter.None, TestContext.Current.CancellationToken).CountAsync(),
            () => service.ExtensionTypes.GetVersionAsync(scope, "a", "1", TestContext.Current.CancellationToken),
        ];

        foreach (var question in questions)
        {
            Assert.Equal(expected, (await Assert.ThrowsAsync<AksExtensionException>(question)).ErrorId);
        }
    }

    [Fact]
    public async Task A_type_has_its_regions_and_links_and_a_version_its_release_train_and_fips()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var scope = new ExtensionTypeScope(null, azure.Arm.SubscriptionId, "eastus");

        var backup = await azure.Service.ExtensionTypes.GetAsync(scope, "microsoft.dataprotection.kubernetes", TestContext.Current.CancellationToken);
        var flux = await azure.Service.ExtensionTypes.GetAsync(scope, "microsoft.flux", TestContext.Current.CancellationToken);
        var versions = await azure.Service.ExtensionTypes
            .ListVersionsAsync(scope, "microsoft.flux", new("stable"), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.All([backup, flux], type => Assert.Empty(type.AdditionalProperties));
        Assert.Null(backup.AdditionalDetails);
        Assert.StartsWith("https://learn.microsoft.com/", flux.AdditionalDetails!.Docs, StringComparison.Ordinal);
        Assert.NotEmpty(versions);
        Assert.All(versions, version => Assert.Equal(("stable", true), (version.ReleaseTrain, version.IsFipsCompliant)));
    }

    [Fact]
    public async Task A_cloud_that_has_only_the_preview_is_asked_for_more_once_in_a_connection()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Settings.ExtensionTypesInPreview = true;
        var scope = new ExtensionTypeScope(null, azure.Arm.SubscriptionId, "eastus");

        // Commands share what was found out, also when they ask at the same time.
        await Parallel.ForEachAsync(Enumerable.Range(0, 20), new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (_, stop) =>
        {
            var types = azure.Service.Observe(onRequest: null).ExtensionTypes;
            Assert.NotEmpty(await types.ListAsync(scope, ExtensionTypeFilter.None, stop).ToListAsync(stop));
            Assert.Equal("microsoft.flux", (await types.GetAsync(scope, "microsoft.flux", stop)).Name);
        });

        var versions = azure.Arm.Requests.Snapshot().Select(request => request.Query.Split("api-version=")[1].Split('&')[0]).ToList();
        Assert.Equal("2026-05-01", Assert.Single(versions, version => version != "2024-11-01-preview"));
        Assert.Equal(41, versions.Count);
    }

    [Fact]
    public async Task A_cloud_that_has_neither_is_asked_again_by_the_next_command()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Settings.ExtensionTypesAvailable = false;
        var scope = new ExtensionTypeScope(null, azure.Arm.SubscriptionId, "eastus");
        Task<ExtensionTypeInfo> Ask() => azure.Service.ExtensionTypes.GetAsync(scope, "microsoft.flux", TestContext.Current.CancellationToken);

        await azure.FailsAsync(nameof(Errors.ExtensionTypesUnavailable), Ask);
        azure.Arm.Settings.ExtensionTypesAvailable = true;
        Assert.NotNull((await Ask()).AdditionalDetails);
    }
}
