using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class ExtensionModelsTests
{
    private static readonly ClusterReference Cluster = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");

    [Theory]
    [InlineData("Succeeded", true)]
    [InlineData("failed", true)]
    [InlineData("CANCELED", true)]
    [InlineData("Creating", false)]
    [InlineData("Updating", false)]
    [InlineData("Deleting", false)]
    [InlineData(null, false)]
    public void Three_states_are_terminal_whatever_their_case(string? state, bool expected) => Assert.Equal(expected, Extension(state).IsTerminal);

    [Fact]
    public void An_extension_has_the_parts_of_its_cluster()
    {
        var extension = Extension("Succeeded");

        Assert.Equal("aks1", extension.ClusterName);
        Assert.Equal("rg", extension.ResourceGroupName);
        Assert.Equal("11111111-2222-3333-4444-555555555555", extension.SubscriptionId);
        Assert.Equal("managedClusters", extension.ClusterType);
        Assert.Equal("flux", extension.ToString());
        Assert.Null(extension.Scope);
    }

    [Fact]
    public void An_extension_is_managed_when_ARM_names_a_manager()
    {
        Assert.False(Extension("Succeeded").IsManaged);
        Assert.False(new ClusterExtension(Cluster) { Id = "i", Name = "n", ManagedBy = string.Empty }.IsManaged);
        Assert.True(new ClusterExtension(Cluster) { Id = "i", Name = "n", ManagedBy = "aks" }.IsManaged);
        Assert.True(new ClusterExtension(Cluster) { Id = "i", Name = "n", ManagementDetails = new Dictionary<string, object?> { ["category"] = "managed" } }.IsManaged);
    }

    [Fact]
    public void A_status_has_its_code_and_its_message_or_a_substitute()
    {
        Assert.Equal("C: m", new ExtensionStatus("C", "Error", "d", "m", null).ToString());
        Assert.Equal("C: d", new ExtensionStatus("C", null, "d", null, null).ToString());
        Assert.Equal("m", new ExtensionStatus(null, null, null, "m", null).ToString());
        Assert.Equal(string.Empty, new ExtensionStatus(null, null, null, null, null).ToString());
    }

    [Fact]
    public void An_operation_names_its_subject()
    {
        var operation = new ExtensionOperation(OperationKind.Delete, new(Cluster, "flux"), DateTimeOffset.UnixEpoch, "Deleting", "token", "id");

        Assert.Equal("Delete", operation.Kind);
        Assert.Equal("flux", operation.ExtensionName);
        Assert.Equal(Cluster.Id, operation.ClusterId);
        Assert.Equal("Delete flux", operation.ToString());
        var moved = operation.With("Succeeded");
        Assert.Equal(("Succeeded", "token", "id", DateTimeOffset.UnixEpoch), (moved.Status, moved.RehydrationToken, moved.RequestId, moved.Started));
    }

    private static ClusterExtension Extension(string? state) =>
        new(Cluster) { Id = "id", Name = "flux", ProvisioningState = state };
}
