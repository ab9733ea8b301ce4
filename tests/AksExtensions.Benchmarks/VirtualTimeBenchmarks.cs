using AksExtensions.Azure.Tests;

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
}
