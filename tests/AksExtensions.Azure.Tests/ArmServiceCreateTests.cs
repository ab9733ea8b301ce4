using System.Text.Json;
using System.Text.Json.Nodes;
using AksExtensions.Arm;
using AksExtensions.Emulator.Resources;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Azure.Tests;

public sealed class ArmServiceCreateTests
{
    [Theory]
    [InlineData(AksExtensions.ClusterType.ManagedClusters, ClusterKind.ManagedCluster, null)]
    [InlineData(AksExtensions.ClusterType.ConnectedClusters, ClusterKind.ConnectedCluster, "SystemAssigned")]
    [InlineData(AksExtensions.ClusterType.Appliances, ClusterKind.Appliance, "SystemAssigned")]
    [InlineData(AksExtensions.ClusterType.ProvisionedClusters, ClusterKind.ProvisionedCluster, "SystemAssigned")]
    [InlineData(AksExtensions.ClusterType.Fleets, ClusterKind.Fleet, "SystemAssigned")]
    public async Task Every_kind_of_cluster_accepts_an_extension_with_the_requested_identity(
        AksExtensions.ClusterType type, ClusterKind kind, string? identity)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.AddCluster("other", kind: kind);
        var cluster = ClusterReference.Create(
            azure.Arm.SubscriptionId, "rg", "other", type, type == AksExtensions.ClusterType.ProvisionedClusters ? "microsoft.hybridcontainerservice" : null);

        var extension = await azure.CreateAsync(new(cluster, "mine"), new() { ExtensionType = type == AksExtensions.ClusterType.Fleets ? "microsoft.flux" : "contoso.other" });

        Assert.Equal("Succeeded", extension!.ProvisioningState);
        Assert.Equal(cluster, extension.Reference);
        Assert.Equal(identity, JsonNode.Parse(azure.Arm.Requests.Snapshot()[1].Body)!["identity"]?["type"]?.GetValue<string>());
        Assert.Equal($"{cluster.Id}/providers/Microsoft.KubernetesConfiguration/extensions/mine", extension.Id, ignoreCase: true);
    }

    [Theory]
    [InlineData(AksExtensions.ExtensionScope.Cluster, "release-ns", null)]
    [InlineData(AksExtensions.ExtensionScope.Namespace, null, "target-ns")]
    public async Task A_namespace_arrives_and_comes_back(AksExtensions.ExtensionScope scope, string? releaseNamespace, string? targetNamespace)
    {
        await using var azure = await EmulatedAzure.StartAsync();

        var extension = await azure.CreateAsync(new()
        {
            ExtensionType = "contoso.other",
            Scope = scope,
            ReleaseNamespace = releaseNamespace,
            TargetNamespace = targetNamespace,
        });

        Assert.Equal((scope.ToString(), releaseNamespace, targetNamespace), (extension!.Scope, extension.ReleaseNamespace, extension.TargetNamespace));
        Assert.Equal(
            new Emulator.Resources.ExtensionScope(scope == AksExtensions.ExtensionScope.Cluster, releaseNamespace ?? targetNamespace),
            azure.Arm.State.FindExtension(azure.Flux.Id)!.Scope);
    }

    [Fact]
    public async Task A_plan_arrives_and_comes_back()
    {
        await using var azure = await EmulatedAzure.StartAsync();

        var extension = await azure.CreateAsync(new() { ExtensionType = "contoso.app", Plan = new("standard", "contoso", "app-offer") });

        Assert.Equal(new AksExtensions.ExtensionPlan("standard", "contoso", "app-offer"), extension!.Plan);
        Assert.Equal("app-offer", azure.Arm.State.FindExtension(azure.Flux.Id)!.Plan!.Product);
    }

    [Fact]
    public async Task Settings_arrive_to_the_letter()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var settings = new Dictionary<string, string>
        {
            [@"nodeSelector.kubernetes\.io/os"] = "linux",
            ["tolerations[0].key"] = "{a,b}",
            ["flag"] = "True",
            ["empty"] = string.Empty,
            ["text"] = "ü \"quoted\" <tag> & 'more' \\ \t\n 日本 🎉",
        };

        var extension = await azure.CreateAsync(new() { ExtensionType = "contoso.other", ConfigurationSettings = settings });

        Assert.Equal(settings, extension!.ConfigurationSettings);
        Assert.Equal(settings, azure.Arm.State.FindExtension(azure.Flux.Id)!.ConfigurationSettings);
    }

    [Fact]
    public async Task Protected_settings_reach_only_Azure()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        using var secure = new System.Net.NetworkCredential(string.Empty, EmulatedAzure.Secret).SecurePassword;
        var request = new CreateExtensionRequest
        {
            ExtensionType = "contoso.other",
            ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["p"] = new(EmulatedAzure.Secret), ["q"] = new(secure) },
        };
        var lifecycle = azure.Lifecycle();

        var started = await lifecycle.StartCreateAsync(azure.Flux, request, TestContext.Current.CancellationToken);
        var extension = await lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken);

        Assert.All(azure.Arm.State.FindExtension(azure.Flux.Id)!.ConfigurationProtectedSettings, setting => Assert.Equal(EmulatedAzure.Secret, setting.Value));
        Assert.Equal(["p", "q"], extension!.ConfigurationProtectedSettings.Keys.Order());
        Assert.All(extension.ConfigurationProtectedSettings.Values, Assert.Empty);
        var seen = JsonSerializer.Serialize(started.Operation) + JsonSerializer.Serialize(started.Extension) + JsonSerializer.Serialize(extension)
            + JsonSerializer.Serialize(request) + request + string.Join('\n', azure.Exchanges);
        Assert.Contains("configurationProtectedSettings", seen, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(EmulatedAzure.Secret, seen, StringComparison.Ordinal);
        Assert.DoesNotContain(azure.Arm.AccessToken, seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, null)]
    [InlineData(500, null)]
    [InlineData(400, "{\"error\":{\"code\":\"BadRequest\",\"message\":\"The value hidden-5up3r-s3cret is wrong.\"}}")]
    [InlineData(200, "hidden-5up3r-s3cret")]
    public async Task A_create_that_fails_reveals_no_secret_even_if_Azure_repeats_it(int status, string? body)
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.Add(new() { Method = "PUT", Status = status, Body = body });

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => azure.CreateAsync(new()
        {
            ExtensionType = "contoso.other",
            ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["p"] = new(EmulatedAzure.Secret) },
        }));

        Assert.DoesNotContain(EmulatedAzure.Secret, failure + failure.Arm?.ToString() + string.Join('\n', azure.Exchanges), StringComparison.Ordinal);
        Assert.Contains(azure.Arm.Requests.Snapshot(), request => request.Body.Contains(EmulatedAzure.Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_200_to_a_create_over_an_instance_is_followed_like_a_201()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Settings.ReplaceStatus = 200;
        azure.Install(change: extension => extension with { ProvisioningState = "Failed" });

        var extension = await azure.CreateAsync();

        Assert.Equal("Succeeded", extension!.ProvisioningState);
        Assert.Contains("GET operation", azure.Received);
    }
}
