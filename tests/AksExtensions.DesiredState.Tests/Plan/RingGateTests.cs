using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AksExtensions.DesiredState.Tests;

public sealed class RingGateTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly Baseline _baseline = Samples.Read("""
        version: 1
        rings:
          - { name: canary, clusters: { names: "c*" }, soak: 24h }
          - { name: rest }
        extensions:
          - { name: flux, type: microsoft.flux, version: 1.18.2 }
        """);

    [Fact]
    public void A_ring_that_is_in_sync_healthy_and_old_enough_lets_the_next_one_begin() =>
        Assert.Null(Hold(Extension("c1", Now.AddHours(-24)), Extension("c2", Now.AddDays(-40))));

    [Fact]
    public void A_ring_soaks_from_the_last_change_of_any_of_it()
    {
        var hold = Hold(Extension("c1", Now.AddHours(-23)), Extension("c2", Now.AddDays(-40)))!;

        Assert.Equal("Ring 'canary' soaks for 1d, until 2026-03-02 13:00 UTC.", hold.Reason);
        Assert.Equal(Now.AddHours(1), hold.Until);
    }

    [Fact]
    public void What_is_not_in_sync_holds_the_next_ring_and_is_named()
    {
        var hold = Hold(
            Clusters.Extension("c1", "flux", "microsoft.flux", "1.17.0", modified: Now.AddDays(-9)), Extension("c2", Now.AddDays(-9)),
            Clusters.Extension("c3", "flux", "contoso.flux", "1.0", modified: Now.AddDays(-9)));

        Assert.Equal("Ring 'canary' is not in sync: flux on c1 (rg) is Different; flux on c3 (rg) is Blocked.", hold!.Reason);
        Assert.Null(hold.Until);
    }

    [Fact]
    public void Many_are_not_all_named() => Assert.EndsWith(
        "flux on c3 (rg) is Missing; and 2 more.", Hold([], "c1", "c2", "c3", "c4", "c5")!.Reason, StringComparison.Ordinal);

    [Fact]
    public void What_the_checks_of_Test_find_holds_the_next_ring()
    {
        var ailing = Clusters.Extension(
            "c1", "flux", "microsoft.flux", "1.18.2", modified: Now.AddDays(-9),
            statuses: [new("ComponentFailed", "Error", null, "source-controller is in CrashLoopBackOff\nand more", null)]);

        Assert.Equal(
            "Ring 'canary' is not healthy: flux on c1 (rg), StatusesClear: ComponentFailed: source-controller is in CrashLoopBackOff.", Hold(ailing)!.Reason);
    }

    [Fact]
    public void A_cluster_that_was_stopped_afterwards_holds_the_next_ring()
    {
        var planner = new FleetPlanner(_baseline, new(_baseline, new(), null, new FakeTimeProvider(Now)));
        planner.Add(Clusters.Make("c1", power: "Stopped"));
        planner.Add(Extension("c1", Now.AddDays(-9)));

        Assert.StartsWith("Ring 'canary' is not healthy: flux on c1 (rg), ClusterRunning: ", Gate(planner)!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_should_not_exist_holds_nothing() =>
        Assert.Null(Hold(Extension("c1", Now.AddDays(-9)), Clusters.Extension("c1", "flux-old", "microsoft.flux", "1.0.0", modified: Now)));

    [Fact]
    public void A_ring_without_clusters_holds_nothing() => Assert.Null(RingGate.Of(_baseline.Rings[0], [], Now));

    [Fact]
    public void A_ring_that_need_not_soak_lets_the_next_one_begin_at_once() =>
        Assert.Null(RingGate.Of(_baseline.Rings[0] with { Soak = TimeSpan.Zero }, [.. Plan(Extension("c1", Now)).Of(_baseline.Rings[0])], Now));

    private static ClusterExtension Extension(string cluster, DateTimeOffset modified) => Clusters.Extension(cluster, "flux", "microsoft.flux", "1.18.2", modified: modified);

    private RingHold? Hold(params ClusterExtension[] extensions) => Hold(extensions, [.. extensions.Select(extension => extension.ClusterName).Distinct()]);

    private RingHold? Hold(ClusterExtension[] extensions, params string[] clusters) =>
        RingGate.Of(_baseline.Rings[0], [.. Plan(extensions, clusters).Of(_baseline.Rings[0])], Now);

    private RingHold? Gate(FleetPlanner planner) => RingGate.Of(_baseline.Rings[0], [.. planner.Plan().Of(_baseline.Rings[0])], Now);

    private FleetPlan Plan(params ClusterExtension[] extensions) => Plan(extensions, [.. extensions.Select(extension => extension.ClusterName).Distinct()]);

    private FleetPlan Plan(ClusterExtension[] extensions, string[] clusters)
    {
        var planner = new FleetPlanner(_baseline, new(_baseline, new(), null, new FakeTimeProvider(Now)));
        foreach (var cluster in clusters)
        {
            planner.Add(Clusters.Make(cluster));
        }

        foreach (var extension in extensions)
        {
            planner.Add(extension);
        }

        return planner.Plan();
    }
}
