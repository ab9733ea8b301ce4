using AksExtensions.Tests;
using Xunit;
using static AksExtensions.Core.Tests.LifecycleSamples;

namespace AksExtensions.Core.Tests;

public sealed class LifecycleDeleteTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_delete_is_one_request_that_says_whether_it_is_forced(bool force)
    {
        bool? sent = null;
        var observer = new RecordingObserver();
        var arm = new FakeArmService
        {
            OnDelete = forced =>
            {
                sent = forced;
                return Started(OperationKind.Delete);
            },
        };

        Assert.NotNull(await Lifecycle(arm, observer).StartDeleteAsync(Flux, force, TestContext.Current.CancellationToken));

        Assert.Equal(force, sent);
        Assert.Equal(["DELETE"], arm.Calls);
        Assert.Equal(["sending Delete", "started Delete"], observer.Events);
    }

    [Fact]
    public async Task Nothing_to_delete_is_no_error_and_no_operation()
    {
        foreach (var answer in new Func<bool, Arm.StartedOperation?>[] { _ => null, _ => throw NotThere() })
        {
            var observer = new RecordingObserver();
            var arm = new FakeArmService { OnDelete = answer };

            Assert.Null(await Lifecycle(arm, observer).StartDeleteAsync(Flux, false, TestContext.Current.CancellationToken));

            Assert.Equal(["sending Delete", "refused"], observer.Events);
        }
    }

    [Fact]
    public async Task Another_answer_than_not_found_is_an_error()
    {
        foreach (var answer in new[] { Errors.ClusterNotFound(Cluster), Unreadable(), Errors.AuthorizationFailed(Flux.Id, new(403, new(null, null, null, []), null)) })
        {
            var arm = new FakeArmService { OnDelete = _ => throw answer };

            Assert.Same(
                answer,
                await Assert.ThrowsAsync<AksExtensionException>(() => Lifecycle(arm).StartDeleteAsync(Flux, false, TestContext.Current.CancellationToken)));
        }
    }
}
