using AksExtensions.Arm;
using AksExtensions.Emulator.Faults;
using AksExtensions.Estate;
using Xunit;

namespace AksExtensions.DesiredState.Tests;

/// <summary>After any interruption, the next run ends in sync, and nothing is done twice.</summary>
public sealed class InterruptionTests
{
    private const int Count = 30;

    private const string Document = """
        version: 1
        extensions:
          - name: app
            type: fabrikam.app
            version: 2.0.0
          - name: old
            type: fabrikam.old
            ensure: absent
        """;

    private static readonly RolloutOptions Pruning = new() { Sync = new() { Prune = true } };

    // Ctrl+C is a cancellation; what a kill leaves in Azure is the same, because nothing is kept on this side.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(45)]
    [InlineData(88)]
    public async Task A_run_that_is_stopped_after_so_many_changes_is_finished_by_the_next_one(int changes)
    {
        await using var estate = await EstateAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var run = estate.SyncAsync(Document, Pruning with { ThrottleLimit = 4 }, stop.Token);
        while (!run.IsCompleted && estate.Writes.Count < changes)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        await EndsInSyncAsync(estate);
    }

    [Theory]
    [InlineData("PUT", 5)]
    [InlineData("PATCH", 5)]
    [InlineData("DELETE", 5)]
    [InlineData("GET", 40)]
    [InlineData("POST", 2)]
    public async Task Lost_answers_lead_to_no_second_change(string method, int count)
    {
        await using var estate = await EstateAsync();
        estate.Arm.Faults.Add(new() { Method = method, Action = FaultAction.Reset, Execute = true, Count = count });

        await estate.SyncAsync(Document, Pruning);

        Assert.Equal(count, estate.Arm.Faults.Hits);
        await EndsInSyncAsync(estate);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("GET")]
    public async Task A_storm_of_429_delays_and_nothing_else(string method)
    {
        await using var estate = await EstateAsync();
        estate.Arm.Faults.Add(new()
        {
            Method = method, Status = 429, ErrorCode = "TooManyRequests", Message = "slow down", Count = 60,
            Headers = new Dictionary<string, string> { ["Retry-After"] = "17" },
        });

        var changes = await estate.SyncAsync(Document, Pruning);

        Assert.All(changes, change => Assert.Equal("Succeeded", change.Result));
        await EndsInSyncAsync(estate);
    }

    [Fact]
    public async Task What_Azure_refuses_is_a_failure_of_that_instance_and_the_next_run_repairs_it()
    {
        await using var estate = await EstateAsync();
        estate.Arm.Faults.Add(new() { Method = "PUT", Status = 403, ErrorCode = "AuthorizationFailed", Message = "no", Count = 3 });
        estate.Arm.Faults.Add(new() { Method = "GET", PathRegex = "new1[0-2].*/extensions/app", Status = 403, ErrorCode = "AuthorizationFailed", Message = "no", Count = 3 });

        var changes = await estate.SyncAsync(Document, Pruning);

        Assert.Equal(6, changes.Count(change => change is { Result: "Failed", Error.ErrorId: "AuthorizationFailed" }));
        Assert.Equal((3 * Count) - 6, changes.Count(change => change.Result == "Succeeded"));
        await EndsInSyncAsync(estate);
    }

    [Fact]
    public async Task A_token_that_Azure_refuses_is_a_failure_of_each_instance_that_it_refused()
    {
        await using var estate = await EstateAsync();
        estate.Arm.Faults.Add(new() { Method = "GET", PathRegex = "/extensions/", Status = 401, ErrorCode = "ExpiredAuthenticationToken", Message = "expired", Skip = 10 });

        var changes = await estate.SyncAsync(Document, Pruning);

        Assert.Equal(3 * Count, changes.Count);
        Assert.All(changes, change => Assert.Equal(("Failed", "AuthenticationFailed"), (change.Result, change.Error?.ErrorId)));
        await EndsInSyncAsync(estate);
    }

    [Fact]
    public async Task What_Resource_Graph_has_not_seen_yet_is_not_done_again()
    {
        await using var estate = await EstateAsync();
        var before = await estate.SnapshotAsync();
        await estate.SyncAsync(Document, Pruning);
        var operations = estate.Arm.State.GetOperations().Count;
        estate.Forget();

        // The estate as it was: everything seems to be missing, different or unexpected.
        var changes = await estate.SyncAsync(Document, Pruning, estate: new LaggingEstate(estate.Service.Estate, before));

        Assert.Empty(changes);
        Assert.Empty(estate.Writes);
        Assert.Equal(operations, estate.Arm.State.GetOperations().Count);
        Assert.Equal(3 * Count, estate.InstancesRead);
    }

    [Fact]
    public async Task A_cluster_that_was_removed_in_the_meantime_is_reported_and_does_not_stop_the_others()
    {
        await using var estate = await EstateAsync();
        var before = await estate.SnapshotAsync();
        estate.Arm.State.RemoveCluster(estate.Reference("new05").Id);

        var changes = await estate.SyncAsync(Document, Pruning, estate: new LaggingEstate(estate.Service.Estate, before));

        Assert.Equal("ClusterNotFound", Assert.Single(changes, change => change.Result == "Failed").Error?.ErrorId);
        Assert.Equal((3 * Count) - 1, changes.Count(change => change.Result == "Succeeded"));
    }

    [Fact]
    public async Task A_soak_is_read_from_ARM_when_Resource_Graph_does_not_have_its_beginning()
    {
        await using var estate = await EmulatedEstate.StartAsync();
        const string Rings = """
            version: 1
            rings:
              - { name: canary, clusters: { names: "c*" }, soak: 2h }
              - { name: rest }
            extensions:
              - { name: app, type: fabrikam.app, version: 2.0.0 }
            """;
        foreach (var cluster in new[] { "c1", "c2", "c3", "r1" })
        {
            estate.AddCluster(cluster);
            estate.Install(cluster, version: cluster == "r1" ? "1.0.0" : "2.0.0", change: app => app with { LastModifiedAt = estate.Time.GetUtcNow().AddHours(cluster == "c2" ? -1 : -9) });
        }

        var silent = new LaggingEstate(estate.Service.Estate, await estate.SnapshotAsync(withTimes: false));
        estate.Forget();

        Assert.Equal("WaitingForRing", Assert.Single(await estate.SyncAsync(Rings, estate: silent)).Result);
        // c1 is old enough, c2 is not, and c3 is no longer read; r1 seemed to differ.
        Assert.Equal(3, estate.InstancesRead);
        await estate.PassAsync(TimeSpan.FromHours(1));
        Assert.Equal("Succeeded", Assert.Single(await estate.SyncAsync(Rings, estate: silent)).Result);
    }

    private static async Task EndsInSyncAsync(EmulatedEstate estate)
    {
        estate.Arm.Faults.Clear();
        await estate.SyncAsync(Document, Pruning);
        Assert.All(await estate.CompareAsync(Document), row => Assert.EndsWith("InSync None", row, StringComparison.Ordinal));
        // Each instance had one operation in all runs together.
        Assert.Equal(
            3 * Count,
            estate.Arm.State.GetOperations().Select(operation => $"{operation.ClusterId}/{operation.ExtensionName}").Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(3 * Count, estate.Arm.State.GetOperations().Count);
    }

    // A third is missing, a third is another version, and a third has what should not exist.
    private static async Task<EmulatedEstate> EstateAsync()
    {
        var estate = await EmulatedEstate.StartAsync();
        for (var index = 1; index <= Count; index++)
        {
            estate.AddCluster($"new{index:00}");
            estate.AddCluster($"old{index:00}");
            estate.Install($"old{index:00}");
            estate.AddCluster($"extra{index:00}");
            estate.Install($"extra{index:00}", version: "2.0.0");
            estate.Install($"extra{index:00}", "old", change: old => old with { ExtensionType = "fabrikam.old" });
        }

        estate.Forget();
        return estate;
    }

    /// <summary>Resource Graph as it was some time ago.</summary>
    private sealed class LaggingEstate(IEstateClient inner, EstateSnapshot snapshot) : IEstateClient
    {
        public async Task<EstatePage<AksCluster>> FindClustersAsync(EstatePageRequest request, CancellationToken cancellationToken)
        {
            _ = await inner.FindClustersAsync(request, cancellationToken);
            return new() { Items = snapshot.Clusters };
        }

        public Task<EstatePage<ClusterExtension>> FindExtensionsAsync(EstatePageRequest request, CancellationToken cancellationToken) =>
            Task.FromResult(new EstatePage<ClusterExtension> { Items = snapshot.Extensions });
    }
}

/// <summary>What Resource Graph said at one time.</summary>
internal sealed record EstateSnapshot(IReadOnlyList<AksCluster> Clusters, IReadOnlyList<ClusterExtension> Extensions);
