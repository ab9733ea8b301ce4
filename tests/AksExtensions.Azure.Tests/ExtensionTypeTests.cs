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

            Assert.Equal(offered.DefaultReleaseNamespace, type.DefaultNamespace);
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

    [Theory]
    [InlineData(404, "InvalidResourceType", "ExtensionTypesUnavailable")]
    [InlineData(400, "NoRegisteredProviderFound", "ExtensionTypesUnavailable")]
    [InlineData(403, "SubscriptionNotRegisteredForFeature", "ExtensionTypesUnavailable")]
    [InlineData(409, "MissingSubscriptionRegistration", "ProviderNotRegistered")]
    [InlineData(403, "AuthorizationFailed", "AuthorizationFailed")]
    [InlineData(404, "ExtensionTypeRegistrationGetFailed", "ExtensionVersionNotFound")]
    public async Task A_refusal_about_types_tells_whether_the_preview_is_not_to_be_had(int status, string code, string expected)
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
}
