using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Prerequisites;

namespace AksExtensions.Checks;

/// <summary>
/// Reads the facts and runs the checks. One tester serves all clusters of a command: facts that a subscription, a region or the sign-in share
/// are read once. A cluster takes three requests before an installation (four when the caller cannot read the subscription's locks), and two
/// for an installed extension. A type that needs nodes of a size takes one more in each region and subscription, and a type that needs a role one
/// more at each scope.
/// </summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="registrar">Reads and registers resource providers.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class ClusterTester(IArmService service, ProviderRegistrar registrar, TimeProvider timeProvider)
{
    private static readonly StringComparer IgnoreCase = StringComparer.OrdinalIgnoreCase;

    private readonly OnceCache<string, string> _signIns = new(timeProvider);
    private readonly OnceCache<string, IReadOnlyList<ProviderState>> _providers = new(timeProvider, IgnoreCase);
    private readonly OnceCache<string, IReadOnlyList<ManagementLock>> _locks = new(timeProvider, IgnoreCase);
    private readonly OnceCache<string, IReadOnlyList<VmSize>> _vmSizes = new(timeProvider, IgnoreCase);
    private readonly RoleEngine _roles = new(service, timeProvider);
    private readonly OnceCache<string, ExtensionTypeInfo> _types = new(timeProvider, IgnoreCase);
    private readonly OnceCache<string, IReadOnlyList<ExtensionTypeVersionInfo>> _versions = new(timeProvider, IgnoreCase);

    /// <summary>Checks whether an extension can be installed on a cluster.</summary>
    public async Task<IReadOnlyList<ExtensionCheck>> TestAsync(
        ClusterReference cluster, PlannedExtension plan, CancellationToken cancellationToken)
    {
        var facts = await SignInAsync(cluster, cancellationToken) with { Plan = plan };
        if (facts.SignIn!.Failure is null)
        {
            // Providers come first: their registration decides what else can be read.
            facts = facts with { Providers = await ReadProvidersAsync(cluster, cancellationToken) };
            var (itself, permissions, extensions, locks) = (
                Reading<ClusterFacts>.OfAsync(() => service.Clusters.GetFactsAsync(cluster, cancellationToken)),
                Reading<PermissionRule>.OfAsync(service.Access.ListPermissionsAsync(cluster, cancellationToken)),
                Reading<ClusterExtension>.OfAsync(service.Extensions.ListAsync(cluster, cancellationToken)),
                ReadLocksAsync(cluster, cancellationToken));
            facts = facts with
            {
                ClusterFacts = await itself, Permissions = await permissions, Extensions = await extensions, Locks = await locks,
            };
            facts = await ReadTypeAsync(facts, plan, cancellationToken);
            facts = facts with { VmSizes = await ReadVmSizesAsync(facts, cancellationToken) };
            facts = facts with { Roles = await ReadRolesAsync(plan.ExtensionType, facts, instance: null, cancellationToken) };
        }

        return Findings(Checklist.BeforeInstallation, facts, null, plan.ExtensionType);
    }

    /// <summary>Checks an installed extension.</summary>
    public async Task<IReadOnlyList<ExtensionCheck>> TestAsync(ExtensionReference extension, CancellationToken cancellationToken)
    {
        var facts = await SignInAsync(extension.Cluster, cancellationToken);
        if (facts.SignIn!.Failure is null)
        {
            var (itself, instance) = (
                Reading<ClusterFacts>.OfAsync(() => service.Clusters.GetFactsAsync(extension.Cluster, cancellationToken)),
                Reading<ClusterExtension>.OfAsync(() => service.Extensions.GetAsync(extension, cancellationToken)));
            facts = facts with { ClusterFacts = await itself, Extension = await instance };
            facts = facts with { Roles = await ReadRolesAsync(facts.Extension.Value?.ExtensionType, facts, facts.Extension.Value, cancellationToken) };
        }

        return Findings(Checklist.OfInstance, facts, extension.Name, facts.Extension?.Value?.ExtensionType);
    }

    private async Task<CheckFacts> SignInAsync(ClusterReference cluster, CancellationToken cancellationToken) => new()
    {
        Cluster = cluster,
        Now = timeProvider.GetUtcNow(),
        SignIn = await _signIns.GetAsync(string.Empty, async stop => (await service.SignInAsync(stop)).ToString(), cancellationToken),
    };

    private Task<Reading<IReadOnlyList<ProviderState>>> ReadProvidersAsync(ClusterReference cluster, CancellationToken cancellationToken) =>
        _providers.GetAsync(
            $"{cluster.SubscriptionId}|{cluster.ResourceProvider}",
            stop => registrar.ReadAsync(cluster.SubscriptionId, ProvidersRegisteredCheck.Needed(cluster), stop), cancellationToken);

    // A role on a cluster or its group does not include the list of the subscription. The list of the cluster takes another request.
    private async Task<Reading<IReadOnlyList<ManagementLock>>> ReadLocksAsync(ClusterReference cluster, CancellationToken cancellationToken)
    {
        var ofAll = await _locks.GetAsync(
            cluster.SubscriptionId,
            stop => Reading<ManagementLock>.ToListAsync(service.Access.ListLocksAsync(cluster.SubscriptionId, stop)), cancellationToken);
        return ofAll.Failure is { ErrorId: nameof(Errors.AuthorizationFailed) }
            ? await Reading<ManagementLock>.OfAsync(service.Access.ListLocksAsync(cluster, cancellationToken))
            : ofAll;
    }

    private async Task<CheckFacts> ReadTypeAsync(CheckFacts facts, PlannedExtension plan, CancellationToken cancellationToken)
    {
        if (plan.ExtensionType is not { } name)
        {
            return facts;
        }

        if (facts.ClusterFacts!.Value is not { } itself)
        {
            // Without the region, nothing about the type can be read.
            return facts with { Type = new(facts.ClusterFacts.Failure!), Versions = new(facts.ClusterFacts.Failure!) };
        }

        var cluster = facts.Cluster;
        var scope = ExtensionTypeScope.Of(cluster, itself.Location);
        var key = $"{scope.Cluster?.Id}|{scope.SubscriptionId}|{scope.Location}|{name}";
        var type = await _types.GetAsync(key, stop => service.ExtensionTypes.GetAsync(scope, name, stop), cancellationToken);
        facts = facts with { Type = type };
        return type.Failure switch
        {
            null => facts with
            {
                Versions = await _versions.GetAsync(
                    $"{key}|{plan.Train}",
                    stop => Reading<ExtensionTypeVersionInfo>.ToListAsync(
                        service.ExtensionTypes.ListVersionsAsync(scope, name, new(plan.Train), stop)),
                    cancellationToken),
            },
            // A type that is not offered has no versions.
            { } failure when TypeOfferedCheck.IsNotOffered(failure) => facts,
            { } failure => facts with { Versions = new(failure) },
        };
    }

    // Few types need nodes of a size, so other checks do not read the sizes of the region.
    private async Task<Reading<IReadOnlyList<VmSize>>?> ReadVmSizesAsync(CheckFacts facts, CancellationToken cancellationToken) =>
        TypeCatalogue.BuiltIn.Find(facts.Plan?.ExtensionType)?.Nodes is { HasSizes: true }
            && facts.ClusterFacts?.Value is { NodePools: not null, Location: { } location }
            ? await _vmSizes.GetAsync(
                $"{facts.Cluster.SubscriptionId}|{location}",
                stop => Reading<VmSize>.ToListAsync(service.VmSizes.ListAsync(facts.Cluster.SubscriptionId, location, stop)), cancellationToken)
            : null;

    private async Task<IReadOnlyList<RoleState>> ReadRolesAsync(
        string? extensionType, CheckFacts facts, ClusterExtension? instance, CancellationToken cancellationToken) => facts.ClusterFacts?.Value is { } itself
            ? await _roles.ReadAllAsync(
                TypeCatalogue.BuiltIn.Find(extensionType), instance is null ? new(facts.Cluster, Settings: null, itself) : PrerequisiteSubject.Of(instance, itself),
                cancellationToken)
            : [];

    private static ExtensionCheck[] Findings(
        IReadOnlyList<Func<CheckFacts, Finding?>> checks, CheckFacts facts, string? extensionName, string? extensionType) =>
        Checklist.Run(checks, facts).Concat(PrerequisitesCheck.Check(facts)).Select(finding => new ExtensionCheck(facts.Cluster)
        {
            Check = finding.Check,
            Result = finding.Result.ToString(),
            Detail = finding.Detail,
            Recommendation = finding.Recommendation,
            ExtensionName = extensionName,
            ExtensionType = extensionType,
        }).ToArray();
}
