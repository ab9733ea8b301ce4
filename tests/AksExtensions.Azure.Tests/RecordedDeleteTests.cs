using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Deletes of the real service, replayed.</summary>
public sealed class RecordedDeleteTests
{
    [Theory]
    [InlineData(Recording.Dapr2023, 5)]
    [InlineData(Recording.Fleet, 6)]
    public async Task A_forced_delete_is_done_at_once_and_its_odd_body_is_ignored(string file, int delete)
    {
        var recording = Recording.Load(file);
        Assert.Contains("isSuccessStatusCode", recording[delete].Body, StringComparison.Ordinal);
        using var handler = new ReplayHandler([recording[delete]]);
        using var service = Services.Over(handler, recording[delete].ApiVersion);
        var lifecycle = Services.Lifecycle(service);

        var started = await lifecycle.StartDeleteAsync(recording[delete].Extension, force: true, TestContext.Current.CancellationToken);

        Assert.Equal("Succeeded", started!.Operation.Status);
        Assert.Null(await lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken));
        handler.AssertFinished();
    }

    [Theory]
    [InlineData(Recording.LoadBalancer, 8, 10)]
    [InlineData(Recording.ServiceMesh, 11, 15)]
    [InlineData(Recording.Aks2023, 15, 22)]
    [InlineData(Recording.Aks2024, 14, 21)]
    [InlineData(Recording.AksProtected, 16, 23)]
    [InlineData(Recording.PowerShellPatch, 10, 12)]
    public async Task A_delete_is_polled_until_it_succeeded(string file, int delete, int last)
    {
        var recording = Recording.Load(file);
        // Azure CLI says forceDelete=false; not saying it is the same.
        using var handler = new ReplayHandler(recording[delete..(last + 1)].Select(exchange => exchange.WithLinkAsGiven()), "forceDelete");
        using var service = Services.Over(handler, recording[delete].ApiVersion);
        var lifecycle = Services.Lifecycle(service);

        var started = await lifecycle.StartDeleteAsync(recording[delete].Extension, force: false, TestContext.Current.CancellationToken);

        Assert.Equal("Deleting", started!.Operation.Status);
        Assert.Null(await lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken));
        handler.AssertFinished();
    }

    [Fact]
    public async Task A_delete_that_is_accepted_without_a_link_is_done_when_the_instance_no_longer_exists()
    {
        var recording = Recording.Load(Recording.Dapr2022);
        var delete = recording[5];
        Assert.Equal(202, delete.Status);
        Assert.DoesNotContain("azure-asyncoperation", delete.Headers.Keys);
        var missing = Recording.Load(Recording.AppUp)[2];
        using var handler = new ReplayHandler([delete, recording[3], missing.To(recording[3])]);
        using var service = Services.Over(handler, delete.ApiVersion);
        var lifecycle = Services.Lifecycle(service);

        var started = await lifecycle.StartDeleteAsync(delete.Extension, force: true, TestContext.Current.CancellationToken);

        Assert.Null(started!.Operation.RehydrationToken);
        Assert.Null(await lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken));
        handler.AssertFinished();
    }
}
