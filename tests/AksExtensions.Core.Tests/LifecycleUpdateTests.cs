using AksExtensions.Arm;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Xunit;
using static AksExtensions.Core.Tests.LifecycleSamples;

namespace AksExtensions.Core.Tests;

public sealed class LifecycleUpdateTests
{
    private static readonly UpdateExtensionRequest Version = new() { Version = "1.2.3" };

    [Fact]
    public async Task An_update_is_one_request()
    {
        var observer = new RecordingObserver();
        var arm = new FakeArmService { OnUpdate = _ => Started(OperationKind.Update) };

        Assert.NotNull(await Lifecycle(arm, observer).StartUpdateAsync(Flux, Version, TestContext.Current.CancellationToken));

        Assert.Equal(["PATCH"], arm.Calls);
        Assert.Equal(["sending Update", "started Update"], observer.Events);
    }

    [Fact]
    public async Task Nothing_to_update_costs_no_request_even_with_something_to_assert()
    {
        var arm = new FakeArmService();
        var request = new UpdateExtensionRequest { ExpectedExtensionType = "microsoft.flux", ExpectedScope = ExtensionScope.Cluster };

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => Lifecycle(arm).StartUpdateAsync(Flux, request, TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.NothingToUpdate), failure.ErrorId);
        Assert.Empty(arm.Calls);
    }

    [Theory]
    [InlineData("microsoft.dapr", null, nameof(Errors.ExtensionTypeMismatch))]
    [InlineData(null, ExtensionScope.Namespace, nameof(Errors.ScopeMismatch))]
    [InlineData("microsoft.dapr", ExtensionScope.Namespace, nameof(Errors.ExtensionTypeMismatch))]
    public async Task An_instance_of_another_type_or_scope_is_not_changed(string? type, ExtensionScope? scope, string expected)
    {
        var arm = new FakeArmService { OnGet = () => Instance() };

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => Lifecycle(arm).StartUpdateAsync(
            Flux, Version with { ExpectedExtensionType = type, ExpectedScope = scope }, TestContext.Current.CancellationToken));

        Assert.Equal(expected, failure.ErrorId);
        Assert.Equal(["GET"], arm.Calls);
    }

    public static TheoryData<UpdateExtensionRequest, string, string> OtherExtensions => new()
    {
        { Version with { ExpectedReleaseNamespace = "flux" }, nameof(Errors.NamespaceMismatch), "ReleaseNamespace is 'flux-system', not 'flux'" },
        { Version with { ExpectedTargetNamespace = "team-a" }, nameof(Errors.NamespaceMismatch), "TargetNamespace is not set, not 'team-a'" },
        { Version with { ExpectedPlan = ("basic", null, null) }, nameof(Errors.PlanMismatch), "PlanName is 'free', not 'basic'" },
        { Version with { ExpectedPlan = ("free", "contoso", null) }, nameof(Errors.PlanMismatch), "PlanPublisher is 'fabrikam', not 'contoso'" },
        { Version with { ExpectedPlan = ("free", "fabrikam", "ads") }, nameof(Errors.PlanMismatch), "PlanProduct is 'flux-plus', not 'ads'" },
    };

    [Theory]
    [MemberData(nameof(OtherExtensions))]
    public async Task An_instance_in_another_namespace_or_of_another_plan_is_not_changed(UpdateExtensionRequest request, string expected, string words)
    {
        var arm = new FakeArmService { OnGet = PlannedInstance };

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => Lifecycle(arm).StartUpdateAsync(Flux, request, TestContext.Current.CancellationToken));

        Assert.Equal(expected, failure.ErrorId);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Equal(["GET"], arm.Calls);
    }

    [Fact]
    public async Task An_instance_in_the_asserted_namespace_and_of_the_asserted_plan_is_changed()
    {
        var arm = new FakeArmService { OnGet = PlannedInstance, OnUpdate = _ => Started(OperationKind.Update) };

        await Lifecycle(arm).StartUpdateAsync(
            Flux, Version with { ExpectedReleaseNamespace = "flux-system", ExpectedPlan = ("free", "Fabrikam", "flux-plus") },
            TestContext.Current.CancellationToken);

        Assert.Equal(["GET", "PATCH"], arm.Calls);
    }

    [Fact]
    public async Task An_instance_of_the_asserted_type_in_any_case_and_scope_is_changed()
    {
        var arm = new FakeArmService { OnGet = () => Instance(), OnUpdate = _ => Started(OperationKind.Update) };

        await Lifecycle(arm).StartUpdateAsync(
            Flux, Version with { ExpectedExtensionType = "Microsoft.FLUX", ExpectedScope = ExtensionScope.Cluster }, TestContext.Current.CancellationToken);

        Assert.Equal(["GET", "PATCH"], arm.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Protected_settings_that_would_be_lost_are_named_and_asked_about(bool agrees)
    {
        var observer = new RecordingObserver { Agrees = agrees };
        var arm = new FakeArmService { OnGet = () => Instance("Succeeded", "a", "b", "c"), OnUpdate = _ => Started(OperationKind.Update) };

        var started = await Lifecycle(arm, observer).StartUpdateAsync(Flux, Secrets("b", "d"), TestContext.Current.CancellationToken);

        Assert.Equal(agrees, started is not null);
        Assert.Equal("lose a,c", observer.Events[0]);
        Assert.Equal(agrees ? ["GET", "PATCH"] : ["GET"], arm.Calls);
    }

    [Fact]
    public async Task Nobody_is_asked_when_no_protected_setting_would_be_lost()
    {
        var arm = new FakeArmService { OnGet = () => Instance("Succeeded", "a"), OnUpdate = _ => Started(OperationKind.Update) };

        Assert.NotNull(await Lifecycle(arm).StartUpdateAsync(Flux, Secrets("a", "b"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_managed_instance_is_not_changed()
    {
        var arm = new FakeArmService { OnGet = () => Managed() };

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => Lifecycle(arm).StartUpdateAsync(Flux, Secrets("a"), TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.ManagedExtension), failure.ErrorId);
        Assert.Equal(["GET"], arm.Calls);
    }

    [Fact]
    public async Task An_update_of_nothing_is_an_error()
    {
        var arm = new FakeArmService { OnGet = () => throw NotThere() };

        var failure = await Assert.ThrowsAsync<AksExtensionException>(
            () => Lifecycle(arm).StartUpdateAsync(Flux, Secrets("a"), TestContext.Current.CancellationToken));

        Assert.Equal(nameof(Errors.ExtensionNotFound), failure.ErrorId);
    }

    private static UpdateExtensionRequest Secrets(params string[] keys) =>
        new() { ConfigurationProtectedSettings = keys.ToDictionary(key => key, _ => new SecretValue("hidden")) };

    private static ClusterExtension PlannedInstance() => new(Flux.Cluster)
    {
        Id = Flux.Id,
        Name = Flux.Name,
        ProvisioningState = "Succeeded",
        ReleaseNamespace = "flux-system",
        Plan = new("free", "fabrikam", "flux-plus"),
    };
}
