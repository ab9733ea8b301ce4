using AksExtensions.Azure.Tests;
using Xunit;

namespace AksExtensions.DesiredState.Tests;

/// <summary>Tests that measure the memory of the process run alone.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests;

/// <summary>The plan of an estate of 10,000 clusters and 30,000 instances: what it reads, and what it keeps in memory.</summary>
[Collection(nameof(MemoryTests))]
public sealed class LargeEstateTests
{
    [Fact]
    public async Task A_plan_reads_a_thousand_rows_a_request_and_single_instances_only_where_they_seem_to_differ()
    {
        await using var estate = await EmulatedEstate.StartAsync();
        LargeEstate.Fill(estate.Arm, estate.Time.GetUtcNow());
        estate.Forget();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var plan = await estate.PlanAsync(LargeEstate.Document);

        var requests = estate.Arm.Requests.Snapshot();
        var queries = requests.Count(request => request.Path.Contains("Microsoft.ResourceGraph", StringComparison.OrdinalIgnoreCase));
        // 10 pages of clusters and 30 of extensions.
        Assert.InRange(queries, 40, 45);
        Assert.Equal(3 * LargeEstate.OfEachKind, estate.InstancesRead);
        Assert.Equal(queries + estate.InstancesRead, requests.Count);

        Assert.Equal(LargeEstate.Instances, plan.Instances.Count);
        var verdicts = plan.Instances.GroupBy(instance => $"{instance.Verdict.Status} {instance.Verdict.Action}").ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(LargeEstate.OfEachKind, verdicts["Missing Create"]);
        Assert.Equal(2 * LargeEstate.OfEachKind, verdicts["Different Update"]);
        Assert.Equal(LargeEstate.Instances - (3 * LargeEstate.OfEachKind), verdicts["InSync None"]);
        Assert.Equal(3, verdicts.Count);
        Assert.EndsWith(
            "Plan: 100 to create, 200 to update, 0 to remove, 29700 in sync.", PlanText.Summary(plan.Instances.Select(instance => instance.Verdict)), StringComparison.Ordinal);

        requests = null!;
        estate.Forget();
        var kept = (GC.GetTotalMemory(forceFullCollection: true) - before) / (1024.0 * 1024);
        // The benchmark measures the whole process; this is what the plan itself keeps.
        Assert.True(kept < 60, $"The plan keeps {kept:0} MiB.");
        GC.KeepAlive(plan);
    }
}
