using System.Diagnostics;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>The engine against ARM's token buckets, in virtual time. The benchmarks do the same with 5,000 clusters.</summary>
public sealed class FleetTests
{
    // A test that fails is better than one that hangs.
    private const int RealLimit = 120_000;

    [Fact(Timeout = RealLimit)]
    public async Task A_thousand_creates_take_what_the_buckets_allow_and_hardly_one_request_is_refused()
    {
        await using var fleet = await EmulatedFleet.StartAsync(1000, TestContext.Current.CancellationToken);
        var real = Stopwatch.StartNew();
        await fleet.CreateAllAsync(TestContext.Current.CancellationToken);

        Tell(fleet, real);
        Assert.Equal(["1000 Succeeded"], fleet.Summary);
        // With few clusters the time to notice the last end weighs more than with 5,000: a tenth of an operation at most.
        Assert.InRange(fleet.Time.Elapsed, EmulatedFleet.Ideal(1000), EmulatedFleet.Ideal(1000) * 1.08);
        Assert.InRange(fleet.Throttled, 0, fleet.Sent / 100);
        Assert.Equal(1000, fleet.Done("PUT"));
    }

    [Fact(Timeout = RealLimit)]
    public async Task A_single_create_is_noticed_within_a_tenth_of_its_duration_with_at_most_40_polls()
    {
        await using var fleet = await EmulatedFleet.StartAsync(5, TestContext.Current.CancellationToken);
        foreach (var cluster in fleet.Clusters)
        {
            var (index, sent) = (fleet.Outcomes.Count, fleet.Sent);
            var lifecycle = fleet.Lifecycle();
            var start = fleet.Time.Elapsed;
            var started = await lifecycle.StartCreateAsync(new(cluster, "flux"), EmulatedFleet.Request(index), TestContext.Current.CancellationToken);
            fleet.Outcomes[cluster.Id] = (await lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken))!;

            var duration = EmulatedFleet.Duration(index);
            Assert.InRange(fleet.Time.Elapsed - start, duration, (duration * 1.1) + TimeSpan.FromSeconds(0.5));
            // Beside the polls: is it there, the PUT, and the final resource.
            Assert.InRange(fleet.Sent - sent - 3, 1, 40);
        }
    }

    private static void Tell(EmulatedFleet fleet, Stopwatch real) => TestContext.Current.TestOutputHelper?.WriteLine(
        "{0} creates: {1:0.0} s of {2:0.0} s ideal, {3} requests, {4} throttled, {5:0.0} s real",
        fleet.Clusters.Count, fleet.Time.Elapsed.TotalSeconds, EmulatedFleet.Ideal(fleet.Clusters.Count).TotalSeconds, fleet.Sent, fleet.Throttled,
        real.Elapsed.TotalSeconds);
}
