using Xunit;

namespace AksExtensions.Azure.Tests;

public sealed class ArmServiceDeleteTests
{
    [Fact]
    public async Task A_204_is_nothing_to_delete()
    {
        await using var azure = await EmulatedAzure.StartAsync();

        Assert.False(await azure.DeleteAsync());

        Assert.Equal(["DELETE flux"], azure.Received);
    }

    [Fact]
    public async Task A_404_of_the_extension_is_nothing_to_delete_either()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Faults.AddStatus(404, errorCode: "ResourceNotFound", message: "Extension instance with name 'flux' not found.");

        Assert.False(await azure.DeleteAsync());
    }

    [Fact]
    public async Task A_404_of_the_cluster_is_an_error()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.State.RemoveCluster(azure.Aks.Id);

        await azure.FailsAsync(nameof(Errors.ClusterNotFound), () => azure.DeleteAsync());
    }

    [Fact]
    public async Task A_forced_delete_is_done_with_its_answer()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();

        Assert.True(await azure.DeleteAsync(force: true));

        Assert.Equal(["DELETE flux"], azure.Received);
        Assert.Contains("forceDelete=true", azure.Arm.Requests.Snapshot()[0].Query, StringComparison.Ordinal);
        Assert.Null(azure.Arm.State.FindExtension(azure.Flux.Id));
    }

    [Fact]
    public async Task A_202_without_a_link_is_followed_until_the_extension_no_longer_exists()
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.FromSeconds(3) });
        azure.Install();
        azure.Arm.Faults.Add(new() { Method = "DELETE", Status = 202, Body = string.Empty, Execute = true });

        Assert.True(await azure.DeleteAsync());

        Assert.Equal(["DELETE flux", "GET flux", "GET flux", "GET flux"], azure.Received);
    }

    [Fact]
    public async Task An_operation_that_is_forgotten_with_its_extension_has_succeeded()
    {
        await using var azure = await EmulatedAzure.StartAsync(new() { OperationDuration = TimeSpan.FromSeconds(3) });
        azure.Arm.Settings.DeletedOperationLifetime = TimeSpan.Zero;
        azure.Install();

        Assert.True(await azure.DeleteAsync());

        Assert.Equal(404, azure.Exchanges[^1].Status);
    }

    [Fact]
    public async Task A_delete_in_one_process_can_be_waited_for_after_its_end()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();
        var started = await azure.Service.Extensions.DeleteAsync(azure.Flux, force: false, TestContext.Current.CancellationToken);
        azure.Time.Advance(TimeSpan.FromDays(1));

        Assert.Null(await azure.Lifecycle().WaitAsync(started!.Operation, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_404_after_a_try_without_an_answer_is_what_that_try_did()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Install();
        azure.Arm.Faults.Add(new() { Method = "DELETE", Status = 504, Execute = true, Count = 1 });
        azure.Arm.Faults.Add(new()
        {
            Method = "DELETE", Status = 404, ErrorCode = "ResourceNotFound", Message = "Extension instance with name 'flux' not found.",
        });

        Assert.True(await azure.DeleteAsync(force: true));

        Assert.Null(azure.Arm.State.FindExtension(azure.Flux.Id));
    }
}
