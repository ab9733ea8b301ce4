using System.Collections.Concurrent;
using AksExtensions.Estate;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>Which extensions have a newer version, and what it costs to find out.</summary>
public sealed class OutdatedReaderTests
{
    private readonly ConcurrentQueue<string> _failed = new();

    [Fact]
    public async Task Hundreds_of_clusters_cost_one_request_for_each_region_type_and_train()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var regions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var extensions = new List<ClusterExtension>();
        for (var number = 0; number < 300; number++)
        {
            var cluster = Cluster(azure, number);
            regions[cluster.Id] = number % 2 == 0 ? "eastus" : "westeurope";
            extensions.Add(Extension(cluster, "microsoft.dapr", number % 3 == 0 ? "1.16.4" : "1.14.4", number % 5 == 0 ? "Stable" : "stable"));
            extensions.Add(Extension(cluster, "microsoft.flux", "99.0.0", "stable"));
        }

        var reader = new OutdatedReader(azure.Service.ExtensionTypes, regions);
        var outdated = new List<ClusterExtension>();
        foreach (var page in extensions.Chunk(100))
        {
            outdated.AddRange(await SelectAsync(reader, page));
        }

        Assert.Equal(200, outdated.Count);
        Assert.All(outdated, extension => Assert.Equal(("1.14.4", "1.16.4"), (extension.Version, extension.NewestVersion)));
        Assert.All(outdated, extension => Assert.Equal("1.14.4 (newest 1.16.4)", extension.DisplayVersion));
        Assert.Equal(4, azure.Arm.Requests.Snapshot().Count);
        Assert.Empty(_failed);
    }

    [Fact]
    public async Task Subscriptions_share_the_answer_for_a_region_and_the_next_one_is_asked_where_the_first_may_not_be()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var subscriptions = Enumerable.Range(1, 50).Select(number => $"00000000-0000-0000-0000-0000000000{number:d2}").ToList();
        subscriptions.ForEach(subscription => azure.Arm.State.AddSubscription(subscription, subscription));
        var clusters = subscriptions.Select(subscription => ClusterReference.Create(subscription, "rg", "aks")).ToList();
        var reader = new OutdatedReader(azure.Service.ExtensionTypes, clusters.ToDictionary(cluster => cluster.Id, _ => "eastus"));
        azure.Arm.State.Denials = [new(null, "^/subscriptions/00000000-0000-0000-0000-0000000000(01|02)/.*/versions")];

        var outdated = await SelectAsync(reader, [.. clusters.Take(25).Select(cluster => Extension(cluster, "microsoft.dapr", "1.14.4", "stable"))]);
        outdated = [.. outdated, .. await SelectAsync(reader, [.. clusters.Skip(25).Select(cluster => Extension(cluster, "microsoft.dapr", "1.14.4", "stable"))])];

        Assert.Equal(50, outdated.Count);
        Assert.Equal(
            ["00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002", "00000000-0000-0000-0000-000000000003"],
            azure.Arm.Requests.Snapshot().Select(request => request.Path.Split('/')[2]));
        Assert.Empty(_failed);
    }

    [Fact]
    public async Task Where_no_subscription_may_be_asked_a_type_is_left_out_and_said_once()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var clusters = Enumerable.Range(1, 6).Select(number => ClusterReference.Create($"00000000-0000-0000-0000-00000000000{number}", "rg", "aks")).ToList();
        clusters.ForEach(cluster => azure.Arm.State.AddSubscription(cluster.SubscriptionId, cluster.Name));
        azure.Arm.State.Denials = [new(null, "/versions")];
        var reader = new OutdatedReader(azure.Service.ExtensionTypes, clusters.ToDictionary(cluster => cluster.Id, _ => "eastus"));

        foreach (var page in clusters.Chunk(3))
        {
            Assert.Empty(await SelectAsync(reader, [.. page.SelectMany(cluster => new[] { "1.14.4", "1.16.4" }, (cluster, version) => Extension(cluster, "microsoft.dapr", version, "stable"))]));
        }

        Assert.Equal("microsoft.dapr (eastus) AuthorizationFailed", Assert.Single(_failed));
        Assert.Equal(6, azure.Arm.Requests.Snapshot().Count);
    }

    [Fact]
    public async Task A_train_is_compared_with_itself()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var cluster = Cluster(azure, 1);
        var reader = new OutdatedReader(azure.Service.ExtensionTypes, new Dictionary<string, string> { [cluster.Id] = "eastus" });

        var outdated = await SelectAsync(
            reader,
            [
                Extension(cluster, "microsoft.azureml.kubernetes", "1.3.5", "stable"), Extension(cluster, "microsoft.azureml.kubernetes", "1.3.5", "preview"),
                Extension(cluster, "microsoft.azureml.kubernetes", null, "stable"),
            ]);

        Assert.Equal("1.4.0-preview.2", Assert.Single(outdated).NewestVersion);
    }

    [Fact]
    public async Task A_cluster_whose_region_is_not_known_is_asked_itself()
    {
        await using var azure = await EmulatedAzure.StartAsync();

        var outdated = await SelectAsync(
            new(azure.Service.ExtensionTypes, new Dictionary<string, string>()), [Extension(azure.Aks, "microsoft.dapr", "1.14.4", null)]);

        Assert.Equal("1.16.4", Assert.Single(outdated).NewestVersion);
        Assert.StartsWith(azure.Aks.Id, Assert.Single(azure.Arm.Requests.Snapshot()).Path, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_type_that_Azure_does_not_know_is_left_out_and_said_once()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        var clusters = Enumerable.Range(1, 5).Select(number => Cluster(azure, number)).ToList();
        var reader = new OutdatedReader(azure.Service.ExtensionTypes, clusters.ToDictionary(cluster => cluster.Id, _ => "eastus"));

        var outdated = await SelectAsync(
            reader, [.. clusters.Select(cluster => Extension(cluster, "contoso.unknown", "1.0.0", "stable")), Extension(clusters[0], "microsoft.dapr", "1.14.4", "stable")]);

        Assert.Equal("microsoft.dapr", Assert.Single(outdated).ExtensionType);
        Assert.Equal("contoso.unknown (eastus) ExtensionVersionNotFound", Assert.Single(_failed));
    }

    [Fact]
    public async Task Without_the_API_nothing_can_be_said()
    {
        await using var azure = await EmulatedAzure.StartAsync();
        azure.Arm.Settings.ExtensionTypesAvailable = false;

        await azure.FailsAsync(
            nameof(Errors.ExtensionTypesUnavailable),
            () => SelectAsync(new(azure.Service.ExtensionTypes, new Dictionary<string, string>()), [Extension(azure.Aks, "microsoft.dapr", "1.14.4", "stable")]));
    }

    private Task<IReadOnlyList<ClusterExtension>> SelectAsync(OutdatedReader reader, IReadOnlyList<ClusterExtension> extensions) =>
        reader.SelectAsync(extensions, (type, failure) => _failed.Enqueue($"{type} {failure.ErrorId}"), TestContext.Current.CancellationToken);

    private static ClusterReference Cluster(EmulatedAzure azure, int number) => ClusterReference.Create(azure.Arm.SubscriptionId, "rg", $"aks-{number}");

    private static ClusterExtension Extension(ClusterReference cluster, string type, string? version, string? train) => new(cluster)
    {
        Id = $"{cluster.Id}/providers/Microsoft.KubernetesConfiguration/extensions/{type}", Name = type, ExtensionType = type, CurrentVersion = version, ReleaseTrain = train,
    };
}
