using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Refusals and faults of the real service, replayed. The bursts of 504 were recorded on another type: they are put before an extension's answer.</summary>
public sealed class RecordedFaultTests
{
    [Fact]
    public async Task A_missing_extension_is_distinguished_from_a_missing_cluster_by_its_message()
    {
        var missing = Recording.Load(Recording.AppUp)[2];
        using var handler = new ReplayHandler([missing]);
        using var service = Services.Over(handler, missing.ApiVersion);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => service.Extensions.GetAsync(missing.Extension, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.ExtensionNotFound), failure.ErrorId);
        Assert.Equal("ResourceNotFound", failure.Arm!.Error.Code);
        handler.AssertFinished();
    }

    [Fact]
    public async Task A_burst_of_four_504s_before_a_delete_is_waited_out_with_growing_delays()
    {
        var burst = Recording.Load(Recording.Bursts)[4..8];
        Assert.All(burst, exchange => Assert.Equal(504, exchange.Status));
        var delete = Recording.Load(Recording.Dapr2023)[5];
        var time = new VirtualTime();
        using var handler = new ReplayHandler([.. burst.Select(fault => fault.To(delete)), delete]);
        using var service = Services.Over(handler, delete.ApiVersion, time);

        var started = await service.Extensions.DeleteAsync(delete.Extension, force: true, TestContext.Current.CancellationToken);

        Assert.Equal("Succeeded", started!.Operation.Status);
        handler.AssertFinished();
        Assert.Equal(4, time.Waits.Count);
        Assert.Equal(time.Waits.Order(), time.Waits);
    }

    [Fact]
    public async Task A_504_before_a_create_is_survived_and_the_same_body_is_sent_again()
    {
        var burst = Recording.Load(Recording.Bursts)[12];
        var recording = Recording.Load(Recording.LoadBalancer);
        using var handler = new ReplayHandler([burst.To(recording[1]), recording[1], burst.To(recording[2]), .. recording[2..6], burst.To(recording[6]), recording[6]]);
        using var service = Services.Over(handler, recording[1].ApiVersion);

        var started = await service.Extensions.CreateAsync(
            recording[1].Extension, CreateRequests.Of(recording[1].RequestBody!), TestContext.Current.CancellationToken);
        var extension = await Services.Lifecycle(service).WaitAsync(started.Operation, TestContext.Current.CancellationToken);

        Assert.Equal("Succeeded", extension!.ProvisioningState);
        handler.AssertFinished();
    }

    [Fact]
    public async Task Two_504s_before_a_404_are_not_the_answer()
    {
        var burst = Recording.Load(Recording.Bursts)[9..11];
        var missing = Recording.Load(Recording.AppUp)[2];
        using var handler = new ReplayHandler([.. burst.Select(fault => fault.To(missing)), missing]);
        using var service = Services.Over(handler, missing.ApiVersion);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => service.Extensions.GetAsync(missing.Extension, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.ExtensionNotFound), failure.ErrorId);
        handler.AssertFinished();
    }

    [Fact]
    public async Task More_504s_than_are_retried_are_reported_as_such()
    {
        var fault = Recording.Load(Recording.Bursts)[4];
        var show = Recording.Load(Recording.Dapr2023)[3];
        using var handler = new ReplayHandler(Enumerable.Repeat(fault.To(show), 6));
        using var service = Services.Over(handler, show.ApiVersion);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => service.Extensions.GetAsync(show.Extension, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.ServiceUnavailable), failure.ErrorId);
        Assert.Contains("The gateway did not receive a response", failure.Message, StringComparison.Ordinal);
        handler.AssertFinished();
    }
}
