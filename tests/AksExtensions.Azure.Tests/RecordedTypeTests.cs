using AksExtensions.Arm;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Extension types of the real service, in the shapes of two api-versions, replayed.</summary>
public sealed class RecordedTypeTests
{
    // The module has one api-version for types; the shapes of older ones must still be read.
    private const string ApiVersion = "api-version";
    private static readonly ExtensionTypeScope Location = new(null, "00000000-0000-0000-0000-000000000000", "eastus2euap");

    [Fact]
    public async Task A_type_in_the_oldest_shape_has_its_kinds_of_cluster_and_keeps_what_has_no_name()
    {
        var recording = Recording.Load(Recording.Types2022);
        var (service, handler) = Replay(recording[0]);

        var type = await service.ExtensionTypes.GetAsync(new(recording[0].Cluster), "cassandradatacentersoperator", TestContext.Current.CancellationToken);

        handler.AssertFinished();
        Assert.Equal("cassandradatacentersoperator", type.Name);
        Assert.Equal(["managedclusters", "appliances"], type.SupportedClusterTypes);
        Assert.Equal("namespace", type.DefaultScope);
        Assert.Null(type.DefaultReleaseNamespace);
        Assert.Null(type.AllowMultipleInstances);
        Assert.Null(type.Plan);
        Assert.Equal(["stable"], Assert.IsType<JsonList<object?>>(type.AdditionalProperties["releaseTrains"]));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public async Task Types_are_listed_over_both_pages(int first, bool byLocation)
    {
        var recording = Recording.Load(Recording.Types2022);
        var (service, handler) = Replay(recording[first..(first + 2)]);

        var types = await service
            .ExtensionTypes.ListAsync(byLocation ? Location : new(recording[first].Cluster), ExtensionTypeFilter.None, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        handler.AssertFinished();
        Assert.Equal(81, types.Count);
        var monitor = types[0];
        Assert.Equal(("azuremonitor-containers", "kube-system", false), (monitor.Name, monitor.DefaultReleaseNamespace, monitor.AllowMultipleInstances));
        Assert.All(types, type => Assert.False(string.IsNullOrEmpty(type.Name)));
        Assert.Equal(types.Count, types.DistinctBy(type => type.Id).Count());
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task A_type_in_the_newer_shape_has_its_description_and_publisher_and_no_half_a_plan(int index, bool byLocation)
    {
        var recording = Recording.Load(Recording.Types2023);
        var (service, handler) = Replay(recording[index]);

        var type = await service.ExtensionTypes.GetAsync(
            byLocation ? Location : new(recording[index].Cluster), "microsoft.contoso.clusters", TestContext.Current.CancellationToken);

        handler.AssertFinished();
        Assert.Equal("Test Cluster Extension for Microsoft Contoso Clusters", type.Description);
        Assert.Equal("Microsoft Contoso Clusters", type.Publisher);
        Assert.Equal(("namespace", "contoso", true), (type.DefaultScope, type.DefaultReleaseNamespace, type.AllowMultipleInstances));
        Assert.Equal((false, false), (type.IsSystemExtension, type.IsManagedIdentityRequired));
        Assert.Empty(type.SupportedClusterTypes);
        Assert.Null(type.Plan);
    }

    [Theory]
    [InlineData(2, false, 8)]
    [InlineData(3, true, 14)]
    public async Task A_list_of_one_page_ends_there(int index, bool byLocation, int count)
    {
        var recording = Recording.Load(Recording.Types2023);
        var (service, handler) = Replay(recording[index]);

        var types = await service
            .ExtensionTypes.ListAsync(byLocation ? Location : new(recording[index].Cluster), ExtensionTypeFilter.None, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        handler.AssertFinished();
        Assert.Equal(count, types.Count);
    }

    [Theory]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public async Task Versions_are_listed_with_the_specified_filter(int index, bool byLocation)
    {
        var recording = Recording.Load(Recording.Types2023);
        var (service, handler) = Replay(recording[index]);

        var versions = await service
            .ExtensionTypes.ListVersionsAsync(
                byLocation ? Location : new(recording[index].Cluster), "microsoft.contoso.clusters", new(Latest: false), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);

        handler.AssertFinished();
        Assert.Equal(5, versions.Count);
        Assert.Equal("2.0.0", versions[0].Version);
        Assert.Equal(["appliances", "connectedCluster", "managedCluster", "provisionedCluster"], versions[0].UnsupportedKubernetesVersions!.Keys.Order());
    }

    [Fact]
    public async Task One_version_is_read_by_its_name()
    {
        var recording = Recording.Load(Recording.Types2023);
        var (service, handler) = Replay(recording[6]);

        var version = await service.ExtensionTypes.GetVersionAsync(
            new(recording[6].Cluster), "microsoft.contoso.clusters", "1.1.0", TestContext.Current.CancellationToken);

        handler.AssertFinished();
        Assert.Equal("1.1.0", version.Version);
    }

    [Fact]
    public async Task A_type_without_versions_has_none()
    {
        var recording = Recording.Load(Recording.Types2022);
        var (service, handler) = Replay(recording[5]);

        Assert.Empty(await service
            .ExtensionTypes.ListVersionsAsync(Location, "cassandradatacentersoperator", ExtensionTypeFilter.None, TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken));
        handler.AssertFinished();
    }

    private static (IArmService Service, ReplayHandler Handler) Replay(params Exchange[] exchanges)
    {
        var handler = new ReplayHandler(exchanges, ApiVersion);
        return (Services.Over(handler), handler);
    }
}
