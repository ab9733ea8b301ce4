using System.Text;
using AksExtensions.Azure.Tests;
using AksExtensions.DesiredState;
using AksExtensions.Estate;
using AksExtensions.Yaml;

namespace AksExtensions.Benchmarks;

/// <summary>What takes a quarter of an hour at Azure, in virtual time.</summary>
internal static class VirtualTimeBenchmarks
{
    private const int Clusters = 5000;

    public static async Task<IEnumerable<Figure>> CreatesAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        await using var fleet = await EmulatedFleet.StartAsync(Clusters, limit.Token);
        await fleet.CreateAllAsync(limit.Token);

        var ideal = EmulatedFleet.Ideal(Clusters);
        var (ratio, refused) = (fleet.Time.Elapsed / ideal, 100.0 * fleet.Throttled / fleet.Sent);
        var summary = string.Join(", ", fleet.Summary);
        return
        [
            new(
                "5,000 creates in one subscription (virtual time), against what ARM's buckets allow", "at most 1.05",
                $"{ratio:0.000} ({fleet.Time.Elapsed.TotalSeconds:0} s of {ideal.TotalSeconds:0} s)", ratio <= 1.05),
            new("their outcomes", "5000 Succeeded", summary, summary == "5000 Succeeded"),
            new("their requests that were answered 429", "at most 1%", $"{refused:0.00}% ({fleet.Throttled} of {fleet.Sent})", refused <= 1),
        ];
    }

    // Terraform reads each instance by itself to make its plan; both share ARM's buckets and Resource Graph's quota.
    public static async Task<IEnumerable<Figure>> PlanAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(10));
        await using var fleet = await EmulatedFleet.StartAsync(LargeEstate.Clusters, limit.Token);
        LargeEstate.Fill(fleet.Arm, fleet.Time.GetUtcNow());
        var baseline = BaselineReader.Read(Encoding.UTF8.GetBytes(LargeEstate.Document), new YamlDocumentParser(), out _)!;
        var appraiser = new Appraiser(baseline, new(), ring: null, fleet.Time);
        var plan = await new PlanReader(fleet.Service, fleet.Service.Estate, fleet.Time, new Silent()).ReadAsync(baseline, appraiser, new(), limit.Token);
        var (ours, requests) = (fleet.Time.Elapsed, fleet.Sent);
        var differing = plan.Instances.Count(instance => instance.Verdict.Status != DriftStatus.InSync);

        // Its buckets are as full as ours were.
        await Task.Delay(TimeSpan.FromMinutes(10), fleet.Time, limit.Token);
        var (begun, before) = (fleet.Time.Elapsed, fleet.Sent);
        await fleet.RunAsync(
            async (_, cluster, _, stop) =>
            {
                var found = 0;
                foreach (var name in new[] { "app", "dapr", "flux" })
                {
                    try
                    {
                        _ = await fleet.Service.Extensions.GetAsync(new(cluster, name), stop);
                        found++;
                    }
                    catch (AksExtensionException failure) when (failure.ErrorId == "ExtensionNotFound")
                    {
                        // To be created.
                    }
                }

                return found;
            },
            limit.Token);
        var (theirs, theirRequests) = (fleet.Time.Elapsed - begun, fleet.Sent - before);
        var ratio = theirs / ours;
        return
        [
            new("Plan of 10,000 clusters and 30,000 instances, 300 of them different: requests beside one GET for each that differs", "at most 45",
                $"{requests - differing} (and {differing})", requests - differing <= 45 && differing == 300),
            new("its time with ARM's and Resource Graph's quotas (virtual time), against one GET an instance, which is how Terraform plans", "at least 20 x faster",
                $"{ratio:0} x ({ours.TotalSeconds:0} s of {theirs.TotalSeconds:0} s; {theirRequests} requests)", ratio >= 20),
        ];
    }

    private sealed class Silent : IEstateObserver
    {
        public void OnPaused(TimeSpan pause)
        {
        }

        public void OnTruncated() => throw new InvalidOperationException("The emulator leaves nothing out.");

        public void OnSubscriptionLimitHit() => throw new InvalidOperationException("There is one subscription.");

        public void OnUnknown(string id) => throw new InvalidOperationException($"{id} is on a known cluster.");
    }
}
