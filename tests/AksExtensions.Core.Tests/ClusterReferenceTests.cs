using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class ClusterReferenceTests
{
    private const string Subscription = "11111111-2222-3333-4444-555555555555";
    private const string Group = $"/subscriptions/{Subscription}/resourceGroups/rg";

    [Theory]
    [InlineData(ClusterType.ManagedClusters, null, "Microsoft.ContainerService/managedClusters")]
    [InlineData(ClusterType.ConnectedClusters, null, "Microsoft.Kubernetes/connectedClusters")]
    [InlineData(ClusterType.Appliances, null, "Microsoft.ResourceConnector/appliances")]
    [InlineData(ClusterType.ProvisionedClusters, "microsoft.hybridcontainerservice", "microsoft.hybridcontainerservice/provisionedClusters")]
    [InlineData(ClusterType.Fleets, null, "Microsoft.ContainerService/fleets")]
    [InlineData(ClusterType.ManagedClusters, "Contoso.ContainerService", "Contoso.ContainerService/managedClusters")]
    public void A_cluster_by_its_names_has_the_id_of_its_kind(ClusterType type, string? provider, string expected)
    {
        var cluster = ClusterReference.Create(Subscription, "rg", "c1", type, provider);

        Assert.Equal($"{Group}/providers/{expected}/c1", cluster.Id);
        Assert.Equal(cluster.Id, cluster.ToString());
        Assert.Equal($"{cluster.Id}/providers/Microsoft.KubernetesConfiguration", cluster.ExtensionProviderPath);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_provisioned_cluster_needs_its_resource_provider(string? provider) => Refused(
        nameof(Errors.ClusterResourceProviderRequired),
        () => ClusterReference.Create(Subscription, "rg", "c1", ClusterType.ProvisionedClusters, provider));

    [Theory]
    [InlineData("microsoft.containerservice/MANAGEDCLUSTERS", "Microsoft.ContainerService/managedClusters")]
    [InlineData("MICROSOFT.KUBERNETES/ConnectedClusters", "Microsoft.Kubernetes/connectedClusters")]
    [InlineData("microsoft.resourceconnector/Appliances", "Microsoft.ResourceConnector/appliances")]
    [InlineData("Microsoft.HybridContainerService/ProvisionedClusters", "microsoft.hybridcontainerservice/provisionedClusters")]
    [InlineData("microsoft.containerservice/Fleets", "Microsoft.ContainerService/fleets")]
    public void An_id_is_read_in_any_case_and_written_in_the_canonical_one(string given, string expected)
    {
        var cluster = ClusterReference.Parse($"/SUBSCRIPTIONS/{Subscription}/resourcegroups/Rg/PROVIDERS/{given}/Aks1", out var extension);

        Assert.Equal($"/subscriptions/{Subscription}/resourceGroups/Rg/providers/{expected}/Aks1", cluster.Id);
        Assert.Null(extension);
    }

    [Fact]
    public void The_id_of_an_extension_names_its_cluster_and_itself()
    {
        var cluster = ClusterReference.Parse(
            $"{Group}/providers/Microsoft.ContainerService/managedClusters/aks1/PROVIDERS/microsoft.kubernetesconfiguration/EXTENSIONS/flux", out var extension);

        Assert.Equal("aks1", cluster.Name);
        Assert.Equal("flux", extension);
    }

    [Theory]
    [InlineData("")]
    [InlineData("aks1")]
    [InlineData("/")]
    [InlineData("/subscriptions/\n11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1")]
    [InlineData("/subscriptions/+1111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1")]
    [InlineData($"{Group}")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/aks1/")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/aks1/agentPools/pool")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/aks1/providers/Microsoft.KubernetesConfiguration/extensions")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/aks1/providers/Microsoft.KubernetesConfiguration/extensions/")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/aks1/providers/Microsoft.KubernetesConfiguration/extensions/a/operations/b")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/aks1/providers/Microsoft.KubernetesConfiguration/fluxConfigurations/a")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/aks1/providers/Microsoft.Authorization/extensions/a")]
    [InlineData($"{Group}/providers/Microsoft.Compute/virtualMachines/vm1")]
    [InlineData($"{Group}/providers/Microsoft.Compute/managedClusters/aks1")]
    [InlineData($"{Group}/providers/Microsoft.Kubernetes/managedClusters/aks1")]
    [InlineData($"https://management.azure.com{Group}/providers/Microsoft.ContainerService/managedClusters/aks1")]
    [InlineData("/subscriptions/not-a-guid/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1")]
    [InlineData("/subscriptions/{11111111-2222-3333-4444-555555555555}/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/aks1?api-version=1")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/aks1#x")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/aks%31")]
    [InlineData($"{Group}/../../{Group}/providers/Microsoft.ContainerService/managedClusters/aks1")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/..")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/a..b")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/aks1/providers/Microsoft.KubernetesConfiguration/extensions/..")]
    [InlineData($"/subscriptions/{Subscription}/resourceGroups/../providers/Microsoft.ContainerService/managedClusters/aks1")]
    [InlineData($"/subscriptions/{Subscription}/resourceGroups//providers/Microsoft.ContainerService/managedClusters/aks1")]
    [InlineData($" {Group}/providers/Microsoft.ContainerService/managedClusters/aks1")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/aks1\n")]
    [InlineData($"{Group}/providers/Microsoft.ContainerService/managedClusters/aks1\\x")]
    public void What_is_not_the_id_of_a_cluster_or_extension_is_refused(string id)
    {
        var failure = Refused(nameof(Errors.ClusterIdInvalid), () => ClusterReference.Parse(id, out _));

        Assert.NotNull(failure.Target);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("a%2Fb")]
    [InlineData("a b")]
    [InlineData("a\\b")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("-a")]
    [InlineData("_a")]
    [InlineData("ü")]
    [InlineData("aks①")]
    [InlineData("a\n")]
    [InlineData("")]
    public void A_name_that_could_change_the_request_is_refused(string name) =>
        Refused(nameof(Errors.ClusterIdInvalid), () => ClusterReference.Create(Subscription, "rg", name));

    [Theory]
    [InlineData("a/b")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("a%2Fb")]
    [InlineData("a b")]
    [InlineData("rg.")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("rg\n")]
    public void A_resource_group_that_could_change_the_request_is_refused(string group) =>
        Refused(nameof(Errors.ClusterIdInvalid), () => ClusterReference.Create(Subscription, group, "c1"));

    [Theory]
    [InlineData("ContainerService")]
    [InlineData("Microsoft.Container/Service")]
    [InlineData("Microsoft..ContainerService")]
    [InlineData("Microsoft.ContainerService ")]
    public void A_resource_provider_that_could_change_the_request_is_refused(string provider) =>
        Refused(nameof(Errors.ClusterIdInvalid), () => ClusterReference.Create(Subscription, "rg", "c1", ClusterType.ManagedClusters, provider));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("11111111222233334444555555555555")]
    [InlineData("11111111-2222-3333-4444-555555555555/x")]
    [InlineData("11111111-2222-3333-4444-55555555555\u0665")]
    public void A_subscription_that_is_not_a_GUID_is_refused(string subscription) =>
        Refused(nameof(Errors.ClusterIdInvalid), () => ClusterReference.Create(subscription, "rg", "c1"));

    [Fact]
    public void Lengths_are_limited_and_an_over_long_value_does_not_fill_the_message()
    {
        Assert.Equal(253, ClusterReference.Create(Subscription, "rg", new string('a', 253)).Name.Length);
        Assert.Equal(90, ClusterReference.Create(Subscription, new string('g', 90), "c1").ResourceGroupName.Length);
        Refused(nameof(Errors.ClusterIdInvalid), () => ClusterReference.Create(Subscription, "rg", new string('a', 254)));
        Refused(nameof(Errors.ClusterIdInvalid), () => ClusterReference.Create(Subscription, new string('g', 91), "c1"));

        var failure = Refused(nameof(Errors.ClusterIdInvalid), () => ClusterReference.Create(Subscription, "rg", new string('a', 10_000)));
        Assert.InRange(failure.Message.Length, 1, 500);
    }

    [Fact]
    public void The_path_of_a_group_with_letters_outside_ASCII_is_percent_encoded_and_its_id_is_not()
    {
        var cluster = ClusterReference.Create(Subscription, "grüße(1)", "c1");

        Assert.Contains("/resourceGroups/grüße(1)/", cluster.Id, StringComparison.Ordinal);
        Assert.Contains("/resourceGroups/gr%C3%BC%C3%9Fe%281%29/", cluster.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Clusters_are_equal_whatever_the_case()
    {
        var one = ClusterReference.Create(Subscription, "RG", "Aks1");
        var other = ClusterReference.Create(Subscription, "rg", "aks1");

        Assert.True(one.Equals(other));
        Assert.Equal(one, (object)other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
        Assert.False(one.Equals(ClusterReference.Create(Subscription, "rg", "aks1", ClusterType.Fleets)));
        Assert.False(one.Equals(null));
    }

    private static AksExtensionException Refused(string errorId, Action action)
    {
        var failure = Assert.Throws<AksExtensionException>(action);
        Assert.Equal(errorId, failure.ErrorId);
        return failure;
    }
}
