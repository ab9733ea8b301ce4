using System.Text.Json.Nodes;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Creates on real AKS clusters, what comes after a delete there, and the one update that was recorded, replayed.</summary>
public sealed class RecordedAksTests
{
    [Theory]
    [InlineData(Recording.Aks2023, 2, 13, "1.15.1", null)]
    [InlineData(Recording.Aks2024, 2, 12, "1.19.5", "00000000-0000-0000-0000-000000000000")]
    [InlineData(Recording.AksProtected, 2, 14, "1.15.1", null)]
    [InlineData(Recording.AksSample, 2, 12, "1.15.1", null)]
    public async Task A_create_ends_with_the_identity_that_AKS_assigned(string file, int put, int final, string version, string? tenant)
    {
        var recording = Recording.Load(file);
        var observer = new RecordingObserver();
        using var handler = new ReplayHandler(recording[put..(final + 1)]) { Adjust = AsThisModuleSendsIt };
        using var service = Services.Over(handler, recording[put].ApiVersion);

        var started = await service.Extensions.CreateAsync(
            recording[put].Extension, CreateRequests.Of(recording[put].RequestBody!), TestContext.Current.CancellationToken);
        var extension = await Services.Lifecycle(service, observer: observer).WaitAsync(started.Operation, TestContext.Current.CancellationToken);

        handler.AssertFinished();
        Assert.Null(started.Extension!.AksAssignedIdentity);
        Assert.Equal(("Succeeded", version, "kube-system"), (extension!.ProvisioningState, extension.CurrentVersion, extension.ReleaseNamespace));
        Assert.Equal((null, tenant), (extension.AksAssignedIdentity!.Type, extension.AksAssignedIdentity.TenantId));
        Assert.True(Guid.TryParse(extension.AksAssignedIdentity.PrincipalId, out _));
        Assert.Null(extension.Identity);
        Assert.Equal(Enumerable.Repeat("polled Creating", final - put - 2).Append("polled Succeeded").Append("ended Succeeded"), observer.Events);
    }

    [Fact]
    public async Task An_update_is_accepted_polled_and_read_at_last()
    {
        var recording = Recording.Load(Recording.PowerShellPatch);
        var patch = recording[6];
        var observer = new RecordingObserver();
        using var handler = new ReplayHandler(recording[6..10].Select(exchange => exchange.WithLinkAsGiven()));
        using var service = Services.Over(handler, patch.ApiVersion);

        var started = await service.Extensions.UpdateAsync(
            patch.Extension,
            new() { ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["aa"] = new("bb") } },
            TestContext.Current.CancellationToken);
        var extension = await Services.Lifecycle(service, observer: observer).WaitAsync(started.Operation, TestContext.Current.CancellationToken);

        handler.AssertFinished();
        Assert.Equal("Update", started.Operation.Kind);
        Assert.Equal(("Updating", "Succeeded"), (started.Extension!.ProvisioningState, extension!.ProvisioningState));
        Assert.Equal(("aa", string.Empty), (Assert.Single(extension.ConfigurationProtectedSettings).Key, extension.ConfigurationProtectedSettings["aa"]));
        Assert.Equal(["polled Updating", "polled Succeeded", "ended Succeeded"], observer.Events);
    }

    [Theory]
    [InlineData(Recording.Aks2023, 23, nameof(Errors.ExtensionNotFound))]
    [InlineData(Recording.Aks2024, 22, nameof(Errors.ExtensionNotFound))]
    public async Task What_was_deleted_is_missing_by_the_services_own_word(string file, int get, string errorId)
    {
        var exchange = Recording.Load(file)[get];
        using var handler = new ReplayHandler([exchange]);
        using var service = Services.Over(handler, exchange.ApiVersion);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => service.Extensions.GetAsync(exchange.Extension, TestContext.Current.CancellationToken));

        Assert.Equal(errorId, failure.ErrorId);
        handler.AssertFinished();
    }

    [Fact]
    public async Task A_delete_on_a_cluster_that_is_missing_says_so()
    {
        var delete = Recording.Load(Recording.AksSample)[14];
        using var handler = new ReplayHandler([delete]);
        using var service = Services.Over(handler, delete.ApiVersion);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => service.Extensions.DeleteAsync(delete.Extension, force: false, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.ClusterNotFound), failure.ErrorId);
        Assert.Equal("ResourceNotFound", failure.Arm!.Error.Code);
        handler.AssertFinished();
    }

    // The clients that were recorded sent an identity, which AKS ignores, and the name, which stands in the path.
    private static JsonNode AsThisModuleSendsIt(JsonNode body)
    {
        body.AsObject().Remove("identity");
        body.AsObject().Remove("name");
        return body;
    }
}
