using System.Collections.Concurrent;
using AksExtensions.Arm;
using AksExtensions.Estate;

namespace AksExtensions.DesiredState;

/// <summary>The part of the estate that a plan covers, and where it is read from.</summary>
internal sealed record PlanScope
{
    /// <summary>The subscriptions; none means all that the sign-in sees.</summary>
    public IReadOnlyList<string>? SubscriptionIds { get; init; }

    /// <summary>The clusters; null means all that the baseline takes.</summary>
    public IReadOnlyList<ClusterReference>? Clusters { get; init; }

    /// <summary>Whether everything is read from ARM instead of Resource Graph, which lags by some minutes.</summary>
    public bool IsLive { get; init; }

    /// <summary>How many requests are sent at a time.</summary>
    public int ThrottleLimit { get; init; } = 32;
}

/// <summary>
/// Reads the actual state: the estate from Resource Graph, a thousand rows in each request, and then from ARM each instance that seems to
/// differ, because Resource Graph lags. Instances that are as desired cost no further request.
/// </summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="estate">Azure Resource Graph.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="observer">Receives what happens while the estate is read.</param>
internal sealed class PlanReader(IArmService service, IEstateClient estate, TimeProvider timeProvider, IEstateObserver observer)
{
    // A query names at most this many clusters; a longer list is selected from the clusters of the subscriptions.
    private const int MostNames = 100;

    /// <summary>The plan of a baseline for the estate as it is.</summary>
    /// <exception cref="AksExtensionException">An answer of Azure: a part of the estate would look like all of it.</exception>
    public async Task<FleetPlan> ReadAsync(Baseline baseline, Appraiser appraiser, PlanScope scope, CancellationToken cancellationToken)
    {
        var planner = new FleetPlanner(baseline, appraiser);
        var wanted = new WantedClusters(scope.Clusters);
        if (scope.IsLive)
        {
            var failures = await ReadArmAsync(planner, wanted, baseline, scope, cancellationToken);
            return planner.Plan() with { NotFound = wanted.NotFound, Failures = failures };
        }

        await ReadEstateAsync(planner, wanted, baseline, scope, cancellationToken);
        var plan = planner.Plan() with { NotFound = wanted.NotFound };
        await Parallel.ForEachAsync(
            plan.Instances.Where(instance => instance.Verdict.Status != DriftStatus.InSync && !instance.IsContradicted),
            Limit(scope, cancellationToken),
            async (instance, stop) => await LookAsync(appraiser, instance, stop));
        return plan;
    }

    /// <summary>What a baseline wants on the clusters of the estate, whatever their extensions are: one request for 1,000 clusters.</summary>
    /// <exception cref="AksExtensionException">An answer of Azure.</exception>
    public async Task<FleetPlan> ReadDesiredAsync(Baseline baseline, Appraiser appraiser, PlanScope scope, CancellationToken cancellationToken)
    {
        var planner = new FleetPlanner(baseline, appraiser);
        var wanted = new WantedClusters(scope.Clusters);
        await FindClustersAsync(planner, wanted, Subscriptions(baseline, scope), Names(scope), cancellationToken);
        return planner.Plan() with { NotFound = wanted.NotFound };
    }

    private async Task ReadEstateAsync(FleetPlanner planner, WantedClusters wanted, Baseline baseline, PlanScope scope, CancellationToken cancellationToken)
    {
        var (names, subscriptions) = (Names(scope), Subscriptions(baseline, scope));
        await FindClustersAsync(planner, wanted, subscriptions, names, cancellationToken);
        if (planner.Slots.Count == 0)
        {
            return;
        }

        var extensions = EstateQuery.For(new ExtensionFilter
        {
            SubscriptionIds = subscriptions,
            ClusterNames = names,
            ClusterTypes = [ClusterType.ManagedClusters],
            // An instance of another type under a name of the baseline is found when that name seems to be missing.
            ExtensionTypes = [.. baseline.Extensions.Select(entry => entry.ExtensionType).Distinct(StringComparer.OrdinalIgnoreCase)],
        });
        await foreach (var page in new EstateReader(timeProvider, observer).ReadAsync(extensions, estate.FindExtensionsAsync, cancellationToken))
        {
            foreach (var extension in page)
            {
                planner.Add(extension);
            }
        }
    }

    private async Task FindClustersAsync(
        FleetPlanner planner, WantedClusters wanted, IReadOnlyList<string>? subscriptions, IReadOnlyList<string>? names, CancellationToken cancellationToken)
    {
        var clusters = EstateQuery.For(new ClusterFilter { SubscriptionIds = subscriptions, Names = names });
        await foreach (var page in new EstateReader(timeProvider, observer).ReadAsync(clusters, estate.FindClustersAsync, cancellationToken))
        {
            foreach (var cluster in page.Where(wanted.Take))
            {
                planner.Add(cluster);
            }
        }
    }

    private static List<string>? Names(PlanScope scope) =>
        scope.Clusters is { Count: <= MostNames } few ? [.. few.Select(cluster => cluster.Name).Distinct(StringComparer.OrdinalIgnoreCase)] : null;

    private async Task<IReadOnlyList<AksExtensionException>> ReadArmAsync(
        FleetPlanner planner, WantedClusters wanted, Baseline baseline, PlanScope scope, CancellationToken cancellationToken)
    {
        IReadOnlyList<AksExtensionException> failures = [];
        if (scope.Clusters is { Count: <= MostNames } few)
        {
            failures = await ReadClustersAsync(planner, wanted, few, scope, cancellationToken);
        }
        else
        {
            await ListClustersAsync(planner, wanted, baseline, scope, cancellationToken);
        }

        await ListExtensionsAsync(planner, scope, cancellationToken);
        return failures;
    }

    // A role on single clusters does not allow listing the clusters of the subscription.
    private async Task<IReadOnlyList<AksExtensionException>> ReadClustersAsync(
        FleetPlanner planner, WantedClusters wanted, IReadOnlyList<ClusterReference> clusters, PlanScope scope, CancellationToken cancellationToken)
    {
        var (found, failures) = (new ConcurrentQueue<AksCluster>(), new ConcurrentQueue<AksExtensionException>());
        await Parallel.ForEachAsync(clusters.Where(cluster => cluster.Type.Type == ClusterType.ManagedClusters), Limit(scope, cancellationToken), async (cluster, stop) =>
        {
            try
            {
                found.Enqueue(await service.Clusters.GetAsync(cluster, stop));
            }
            catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.ClusterNotFound))
            {
                // It stays in the list of clusters that were not found.
            }
            catch (AksExtensionException failure) when (!IsOfAll(failure))
            {
                wanted.Fail(cluster);
                failures.Enqueue(failure);
            }
        });
        foreach (var cluster in found.Where(wanted.Take))
        {
            planner.Add(cluster);
        }

        return [.. failures];
    }

    private async Task ListClustersAsync(FleetPlanner planner, WantedClusters wanted, Baseline baseline, PlanScope scope, CancellationToken cancellationToken)
    {
        foreach (var subscription in Subscriptions(baseline, scope) ?? await EnabledSubscriptionsAsync(cancellationToken))
        {
            await foreach (var cluster in service.Clusters.ListAsync(subscription, cancellationToken))
            {
                if (wanted.Take(cluster))
                {
                    planner.Add(cluster);
                }
            }
        }
    }

    private async Task ListExtensionsAsync(FleetPlanner planner, PlanScope scope, CancellationToken cancellationToken)
    {
        var found = new ConcurrentQueue<ClusterExtension>();
        await Parallel.ForEachAsync(planner.Slots, Limit(scope, cancellationToken), async (slot, stop) =>
        {
            try
            {
                await foreach (var extension in service.Extensions.ListAsync(slot.Reference, stop))
                {
                    found.Enqueue(extension);
                }
            }
            catch (AksExtensionException failure) when (!IsOfAll(failure))
            {
                foreach (var instance in slot.Instances.Values)
                {
                    Fail(instance, failure);
                }
            }
        });
        foreach (var extension in found)
        {
            planner.Add(extension);
        }
    }

    private async Task LookAsync(Appraiser appraiser, PlannedInstance instance, CancellationToken cancellationToken)
    {
        try
        {
            appraiser.See(instance, await service.Extensions.GetAsync(instance.Extension, cancellationToken));
        }
        catch (AksExtensionException failure) when (failure.ErrorId == nameof(Errors.ExtensionNotFound))
        {
            appraiser.See(instance, null);
        }
        catch (AksExtensionException failure) when (!IsOfAll(failure))
        {
            Fail(instance, failure);
        }
    }

    private static void Fail(PlannedInstance instance, AksExtensionException failure)
    {
        instance.Failure = failure;
        instance.Verdict = Verdict.Blocked($"It could not be read. {failure.Message}", instance.Verdict.Differences);
    }

    // Without a token, no other request can succeed.
    private static bool IsOfAll(AksExtensionException failure) => failure is { ErrorId: nameof(Errors.AuthenticationFailed), Arm: null };

    private async Task<IReadOnlyList<string>> EnabledSubscriptionsAsync(CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var subscription in service.Subscriptions.ListAsync(cancellationToken))
        {
            if (subscription.State is null or "Enabled" or "Warned" or "PastDue")
            {
                ids.Add(subscription.Id);
            }
        }

        return ids;
    }

    // When every entry names its subscriptions, the others are not searched.
    private static IReadOnlyList<string>? Subscriptions(Baseline baseline, PlanScope scope)
    {
        if (scope.Clusters is { } clusters)
        {
            return [.. clusters.Select(cluster => cluster.SubscriptionId).Distinct(StringComparer.OrdinalIgnoreCase)];
        }

        if (scope.SubscriptionIds is { Count: > 0 } given)
        {
            return given;
        }

        var named = baseline.Extensions.Select(entry => entry.Clusters?.Included.SubscriptionIds).ToList();
        return named.TrueForAll(ids => ids is { Count: > 0 })
            ? [.. named.SelectMany(ids => ids!).Distinct(StringComparer.OrdinalIgnoreCase)]
            : null;
    }

    private static ParallelOptions Limit(PlanScope scope, CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = scope.ThrottleLimit, CancellationToken = cancellationToken };

    // The requested clusters, and those of them that were not found.
    private sealed class WantedClusters(IReadOnlyList<ClusterReference>? clusters)
    {
        private readonly Dictionary<string, ClusterReference>? _missing =
            clusters?.DistinctBy(cluster => cluster.Id, StringComparer.OrdinalIgnoreCase).ToDictionary(cluster => cluster.Id, StringComparer.OrdinalIgnoreCase);

        public IReadOnlyList<ClusterReference> NotFound => _missing is null ? [] : [.. _missing.Values];

        // Each cluster once, because pages can overlap.
        public bool Take(AksCluster cluster) => _missing is null || _missing.Remove(cluster.Id);

        // Its failure is reported separately. Any thread.
        public void Fail(ClusterReference cluster)
        {
            lock (_missing!)
            {
                _missing.Remove(cluster.Id);
            }
        }
    }
}
