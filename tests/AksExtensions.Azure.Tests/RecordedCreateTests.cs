using System.Text.Json.Nodes;
using AksExtensions.Fleet;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Creates of the real service, replayed.</summary>
public sealed class RecordedCreateTests
{
    [Theory]
    [InlineData(Recording.AppEnvironment, 1, 17, "microsoft.app.environment")]
    [InlineData(Recording.AppUp, 3, 14, "microsoft.app.environment")]
    [InlineData(Recording.LoadBalancer, 1, 6, "microsoft.arcnetworking")]
    [InlineData(Recording.ServiceMesh, 3, 7, "microsoft.openservicemesh")]
    public async Task A_create_is_put_polled_at_the_signed_link_and_read_at_last(string file, int put, int final, string type)
    {
        var recording = Recording.Load(file);
        var observer = new RecordingObserver();
        using var handler = new ReplayHandler(recording[put..(final + 1)]) { Adjust = WithIdentity };
        using var service = Services.Over(handler, recording[put].ApiVersion);

        var started = await service.Extensions.CreateAsync(
            recording[put].Extension, CreateRequests.Of(recording[put].RequestBody!), TestContext.Current.CancellationToken);
        var extension = await Services.Lifecycle(service, observer: observer).WaitAsync(started.Operation, TestContext.Current.CancellationToken);

        handler.AssertFinished();
        Assert.Equal("Creating", started.Extension!.ProvisioningState);
        Assert.Equal("Creating", started.Operation.Status);
        Assert.Equal("Succeeded", extension!.ProvisioningState);
        Assert.Equal(type, extension.ExtensionType);
        Assert.Equal(Enumerable.Repeat("polled Creating", final - put - 2).Append("polled Succeeded").Append("ended Succeeded"), observer.Events);
    }

    [Fact]
    public async Task A_complete_create_checks_the_name_first()
    {
        var recording = Recording.Load(Recording.AppUp);
        var put = recording[3];
        using var handler = new ReplayHandler(recording[2..15]);
        using var service = Services.Over(handler, put.ApiVersion);
        var lifecycle = Services.Lifecycle(service);

        var started = await lifecycle.StartCreateAsync(put.Extension, CreateRequests.Of(put.RequestBody!), TestContext.Current.CancellationToken);
        var extension = await lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken);

        handler.AssertFinished();
        // This old api-version told the installed version where newer ones tell the pinned one.
        Assert.Equal("1.17.9", extension!.PinnedVersion);
        Assert.Null(extension.CurrentVersion);
        Assert.Equal("containerapp-ns", extension.ReleaseNamespace);
        Assert.Equal("SystemAssigned", extension.Identity!.Type);
        Assert.Equal(
            ["logProcessor.appLogs.logAnalyticsConfig.customerId", "logProcessor.appLogs.logAnalyticsConfig.sharedKey"],
            extension.ConfigurationProtectedSettings.Keys.Order());
        Assert.All(extension.ConfigurationProtectedSettings.Values, Assert.Empty);
    }

    [Theory]
    [InlineData(Recording.Dapr2023, 1)]
    [InlineData(Recording.Dapr2022, 1)]
    public async Task A_create_without_waiting_is_one_request(string file, int put)
    {
        var recording = Recording.Load(file);
        using var handler = new ReplayHandler([recording[put]]) { Adjust = WithIdentity };
        using var service = Services.Over(handler, recording[put].ApiVersion);

        var started = await service.Extensions.CreateAsync(
            recording[put].Extension, CreateRequests.Of(recording[put].RequestBody!), TestContext.Current.CancellationToken);

        handler.AssertFinished();
        Assert.Equal("1.6.0", started.Extension!.PinnedVersion);
        Assert.Null(started.Extension.CurrentVersion);
        Assert.Equal("dapr-system", started.Extension.ReleaseNamespace);
        Assert.NotNull(started.Operation.RehydrationToken);
    }

    [Fact]
    public async Task The_create_on_a_fleet_fails_with_the_message_of_its_status()
    {
        var recording = Recording.Load(Recording.Fleet);
        var put = recording[2];
        // The client that was recorded asked the instance for its state, not the operation; twice, as its reason is read again.
        using var handler = new ReplayHandler([put, recording[3], recording[5]]);
        using var service = Services.Over(handler, put.ApiVersion);
        var started = await service.Extensions.CreateAsync(put.Extension, CreateRequests.Of(put.RequestBody!), TestContext.Current.CancellationToken);
        Assert.Equal("compatible", started.Extension!.AutoUpgradeMode);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => Services.Lifecycle(service)
            .WaitAsync(ExtensionLifecycle.OperationOf(started.Extension), TestContext.Current.CancellationToken));

        handler.AssertFinished();
        Assert.Equal(nameof(Errors.OperationFailed), failure.ErrorId);
        Assert.Contains("InstallationFailed: The fleet notify operation failed.", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("without a message", failure.Message, StringComparison.Ordinal);
        Assert.Equal(put.Extension.Id, failure.Target);
    }

    // The clients that were recorded before 2024 sent no identity to Arc clusters for some types. This module always does, as the
    // service's documents ask.
    private static JsonNode WithIdentity(JsonNode body)
    {
        body["identity"] ??= new JsonObject { ["type"] = "SystemAssigned" };
        return body;
    }
}
