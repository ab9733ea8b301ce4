using AksExtensions.Checks;
using Xunit;

namespace AksExtensions.Core.Tests.Checks;

/// <summary>Permissions, resource providers and locks.</summary>
public sealed class AccessChecksTests
{
    private const string Read = "Microsoft.KubernetesConfiguration/extensions/read";

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*/read", "", true)]
    [InlineData("microsoft.kubernetesconfiguration/EXTENSIONS/read", "", true)]
    [InlineData("Microsoft.KubernetesConfiguration/*", "", true)]
    [InlineData("Microsoft.KubernetesConfiguration/*/read", "", true)]
    [InlineData("Microsoft.Kubernetes*/extensions/*", "", true)]
    [InlineData("*/extensions/*ead", "", true)]
    [InlineData("", "", false)]
    [InlineData("*/write", "", false)]
    [InlineData("Microsoft.KubernetesConfiguration/extensions", "", false)]
    [InlineData("Microsoft.KubernetesConfiguration/extensions/read/*", "", false)]
    [InlineData("Microsoft.KubernetesConfiguration/extensions/read*read", "", false)]
    [InlineData("Microsoft.Kubernetes/*", "", false)]
    [InlineData("*", "*/READ", false)]
    [InlineData("*", "Microsoft.KubernetesConfiguration/*", false)]
    [InlineData("*", "Microsoft.Authorization/*/Write", true)]
    public void An_action_is_allowed_by_wildcards_less_those_that_take_it_out(string action, string notAction, bool expected) =>
        Assert.Equal(expected, AllowedCheck.IsAllowed([new([action], notAction.Length > 0 ? [notAction] : [])], Read));

    [Fact]
    public void What_one_role_excludes_another_can_allow() =>
        Assert.True(AllowedCheck.IsAllowed([new(["*"], [Read]), new([Read], [])], Read));

    [Fact]
    public void A_caller_without_permissions_learns_what_is_missing()
    {
        var finding = AllowedCheck.Check(CheckSamples.Before with { Permissions = new([]) })!;

        Assert.Equal(CheckResult.Failed, finding.Result);
        Assert.Contains("extensions/write", finding.Detail, StringComparison.Ordinal);
        Assert.Contains("Kubernetes Extension Contributor", finding.Recommendation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*/read", "Failed")]
    [InlineData("Microsoft.KubernetesConfiguration/extensions/write", "Failed")]
    [InlineData("Microsoft.KubernetesConfiguration/extensions/*", "Passed")]
    public void To_read_and_to_write_are_needed(string action, string expected) =>
        Assert.Equal(expected, AllowedCheck.Check(CheckSamples.Before with { Permissions = new([new([action], [])]) })!.Result.ToString());

    [Theory]
    [InlineData("*/delete")]
    [InlineData("Microsoft.KubernetesConfiguration/extensions/operations/read")]
    public void Without_the_way_to_wait_or_remove_it_is_a_warning(string notAction) =>
        Assert.Equal(CheckResult.Warning, AllowedCheck.Check(CheckSamples.Before with { Permissions = new([new(["*"], [notAction])]) })!.Result);

    [Theory]
    [InlineData("registered", "Passed")]
    [InlineData("Registering", "Failed")]
    [InlineData("NotRegistered", "Failed")]
    [InlineData("Unregistering", "Failed")]
    [InlineData(null, "Failed")]
    public void A_provider_must_be_registered(string? state, string expected)
    {
        var finding = ProvidersRegisteredCheck.Check(CheckSamples.Before with { Providers = new([new("A.B", "Registered"), new("C.D", state)]) })!;

        Assert.Equal(expected, finding.Result.ToString());
        Assert.Equal(expected == "Failed", finding.Recommendation is not null);
        Assert.Equal(state == "Registering", finding.Recommendation?.StartsWith("Wait", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void A_refused_registration_is_reported_with_the_reason()
    {
        var finding = ProvidersRegisteredCheck.Check(CheckSamples.Before with { Providers = new([new("A.B", "NotRegistered", CheckSamples.Refused)]) })!;

        Assert.Equal(CheckResult.Failed, finding.Result);
        Assert.Contains("could not be registered. aks1 (rg): You don't have permission for this.", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void The_providers_are_the_extensions_and_the_clusters_own()
    {
        Assert.Equal(["Microsoft.KubernetesConfiguration", "Microsoft.ContainerService"], ProvidersRegisteredCheck.Needed(CheckSamples.Aks));
        Assert.Equal(["Microsoft.KubernetesConfiguration", "Microsoft.Kubernetes"], ProvidersRegisteredCheck.Needed(CheckSamples.Arc));
    }

    [Theory]
    [InlineData("", "ReadOnly", "Failed")]
    [InlineData("/resourceGroups/RG", "ReadOnly", "Failed")]
    [InlineData("/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/AKS1", "readonly", "Failed")]
    [InlineData("/resourceGroups/rg", "CanNotDelete", "Warning")]
    [InlineData("/resourceGroups/rg", null, "Failed")]
    [InlineData("/resourceGroups/rg2", "ReadOnly", "Passed")]
    [InlineData("/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks10", "ReadOnly", "Passed")]
    [InlineData("/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks", "ReadOnly", "Passed")]
    [InlineData("/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1/providers/x", "ReadOnly", "Passed")]
    public void A_lock_holds_for_what_lies_in_it(string scope, string? level, string expected)
    {
        var finding = UnlockedCheck.Check(CheckSamples.Before with
        {
            Locks = new([new($"/subscriptions/{CheckSamples.Aks.SubscriptionId}{scope}", "freeze", level, "till Monday")]),
        })!;

        Assert.Equal(expected, finding.Result.ToString());
        Assert.Equal(expected != "Passed", finding.Detail.Contains("'freeze'", StringComparison.Ordinal) && finding.Detail.Contains("(till Monday)", StringComparison.Ordinal));
    }
}
