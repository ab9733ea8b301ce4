using AksExtensions.Tests;
using Xunit;
using static AksExtensions.Core.Tests.LifecycleSamples;

namespace AksExtensions.Core.Tests;

public sealed class LifecycleCreateTests
{
    [Fact]
    public async Task What_is_not_there_is_created()
    {
        var observer = new RecordingObserver();
        var arm = new FakeArmService { OnGet = () => throw NotThere(), OnCreate = _ => Started() };

        var started = await Lifecycle(arm, observer).StartCreateAsync(Flux, Create, TestContext.Current.CancellationToken);

        Assert.Equal(["GET", "PUT"], arm.Calls);
        Assert.Equal("request-1", started.Operation.RequestId);
        Assert.Equal(["sending Create", "started Create"], observer.Events);
    }

    [Theory]
    [InlineData("Succeeded")]
    [InlineData("Creating")]
    [InlineData("Updating")]
    [InlineData("Deleting")]
    [InlineData("Canceled")]
    public async Task An_existing_instance_is_not_overwritten(string state)
    {
        var observer = new RecordingObserver();
        var arm = new FakeArmService { OnGet = () => Instance(state) };

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => Lifecycle(arm, observer).StartCreateAsync(Flux, Create, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.ExtensionAlreadyExists), failure.ErrorId);
        Assert.Equal(Flux.Id, failure.Target);
        Assert.Contains(state, failure.Message, StringComparison.Ordinal);
        Assert.Equal(["GET"], arm.Calls);
        Assert.Empty(observer.Events);
    }

    [Theory]
    [InlineData("Failed", false)]
    [InlineData("failed", false)]
    [InlineData("Succeeded", true)]
    public async Task A_failed_instance_or_any_with_force_is_created_again(string state, bool force)
    {
        var arm = new FakeArmService { OnGet = () => Instance(state), OnCreate = _ => Started() };

        await Lifecycle(arm).StartCreateAsync(Flux, Create with { Overwrite = force }, TestContext.Current.CancellationToken);

        Assert.Equal(["GET", "PUT"], arm.Calls);
    }

    [Theory]
    [InlineData("Succeeded", true)]
    [InlineData("Failed", false)]
    public async Task A_managed_instance_is_refused_even_with_force(string state, bool force)
    {
        var arm = new FakeArmService { OnGet = () => Managed(state) };

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => Lifecycle(arm).StartCreateAsync(Flux, Create with { Overwrite = force }, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.ManagedExtension), failure.ErrorId);
        Assert.Contains("Contoso", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["GET"], arm.Calls);
    }

    [Fact]
    public async Task Another_answer_to_the_look_than_not_found_ends_the_create()
    {
        var arm = new FakeArmService { OnGet = () => throw Errors.ClusterNotFound(Cluster) };

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => Lifecycle(arm).StartCreateAsync(Flux, Create, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.ClusterNotFound), failure.ErrorId);
        Assert.Equal(["GET"], arm.Calls);
    }

    [Fact]
    public async Task A_refused_create_is_reported_as_refused()
    {
        var observer = new RecordingObserver();
        var arm = new FakeArmService { OnGet = () => throw NotThere(), OnCreate = _ => throw Unreadable() };

        await Assert.ThrowsAsync<AksExtensionException>(
            () => Lifecycle(arm, observer).StartCreateAsync(Flux, Create, TestContext.Current.CancellationToken));

        Assert.Equal(["sending Create", "refused"], observer.Events);
    }

    [Fact]
    public async Task A_create_that_is_stopped_while_it_is_sent_is_not_reported_as_refused_because_it_may_have_arrived()
    {
        using var stop = new CancellationTokenSource();
        var observer = new RecordingObserver();
        var arm = new FakeArmService
        {
            OnGet = () => throw NotThere(),
            OnCreate = _ =>
            {
                stop.Cancel();
                throw new OperationCanceledException(stop.Token);
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Lifecycle(arm, observer).StartCreateAsync(Flux, Create, stop.Token));

        Assert.Equal(["sending Create"], observer.Events);
    }
}
