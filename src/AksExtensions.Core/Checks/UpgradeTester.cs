using AksExtensions.Arm;
using AksExtensions.Catalogue;

namespace AksExtensions.Checks;

/// <summary>
/// Checks before an upgrade of clusters whether their extensions support the new version of Kubernetes. A cluster takes two requests, and each
/// region, type and train one more, because one tester serves all clusters of a command.
/// </summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class UpgradeTester(IArmService service, TimeProvider timeProvider)
{
    private static readonly IReadOnlyList<Func<CheckFacts, Finding?>> Gates = [SignedInCheck.Check, ClusterFoundCheck.Check];

    private readonly OnceCache<string, string> _signIns = new(timeProvider);
    private readonly OnceCache<string, IReadOnlyList<ExtensionTypeVersionInfo>> _versions = new(timeProvider, StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks the extensions of a cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="name">The extension; null means all.</param>
    /// <param name="kubernetes">The new version of Kubernetes, such as <c>1.35</c>.</param>
    /// <param name="cancellationToken">Stops the requests.</param>
    /// <returns>A check for each extension, or the check that failed before.</returns>
    public async Task<IReadOnlyList<ExtensionCheck>> TestAsync(
        ClusterReference cluster, string? name, string kubernetes, CancellationToken cancellationToken)
    {
        var facts = new CheckFacts
        {
            Cluster = cluster,
            Now = timeProvider.GetUtcNow(),
            SignIn = await _signIns.GetAsync(string.Empty, async stop => (await service.SignInAsync(stop)).ToString(), cancellationToken),
        };
        if (facts.SignIn.Failure is null)
        {
            var (itself, extensions) = (
                Reading<ClusterFacts>.OfAsync(() => service.Clusters.GetFactsAsync(cluster, cancellationToken)),
                Reading<ClusterExtension>.OfAsync(service.Extensions.ListAsync(cluster, cancellationToken)));
            facts = facts with { ClusterFacts = await itself, Extensions = await extensions };
        }

        var before = Checklist.Run(Gates, facts).Where(finding => finding.Result != CheckResult.Passed).ToList();
        if (facts.Extensions?.Value is not { } all || facts.ClusterFacts?.Value is not { } known)
        {
            return [.. (before.Count > 0 ? before : [Finding.Unknown(KubernetesSupportedCheck.Name, facts.Failures.First())]).Select(finding => Result(cluster, null, finding))];
        }

        var wanted = name is null ? all : all.Where(extension => extension.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (wanted.Count == 0)
        {
            return
            [
                name is null
                    ? Result(cluster, null, Finding.Passed(KubernetesSupportedCheck.Name, "The cluster has no extensions."))
                    : Missing(new(cluster, name)),
            ];
        }

        var checks = new List<ExtensionCheck>();
        foreach (var extension in wanted.OrderBy(extension => extension.Name, StringComparer.OrdinalIgnoreCase))
        {
            checks.Add(Result(cluster, extension, await JudgeAsync(extension, known, kubernetes, cancellationToken)));
        }

        return checks;
    }

    private async Task<Finding> JudgeAsync(ClusterExtension extension, ClusterFacts cluster, string kubernetes, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(extension.ExtensionType) || string.IsNullOrEmpty(extension.CurrentVersion))
        {
            return Finding.Warning(
                KubernetesSupportedCheck.Name, $"{extension.Name} ({extension.ExtensionType}): no version is installed yet.", "Repeat the check when the installation has ended.");
        }

        var type = extension.ExtensionType;
        var train = string.IsNullOrEmpty(extension.ReleaseTrain) ? PlannedExtension.DefaultTrain : extension.ReleaseTrain;
        var scope = ExtensionTypeScope.Of(extension.Reference, cluster.Location);
        var versions = await _versions.GetAsync(
            $"{scope.Cluster?.Id}|{scope.SubscriptionId}|{scope.Location}|{type}|{train}",
            stop => Reading<ExtensionTypeVersionInfo>.ToListAsync(service.ExtensionTypes.ListVersionsAsync(scope, type, new(train), stop)),
            cancellationToken);
        return versions.Judge(KubernetesSupportedCheck.Name, all => Judge(extension, cluster.Distribution, kubernetes, all))!;
    }

    private static Finding Judge(ClusterExtension extension, string? distribution, string kubernetes, IReadOnlyList<ExtensionTypeVersionInfo> versions)
    {
        var installed = extension.CurrentVersion!;
        var label = $"{extension.Name} ({extension.ExtensionType} {installed})";
        if (versions.FirstOrDefault(version => version.Version.Equals(installed, StringComparison.OrdinalIgnoreCase)) is not { } current)
        {
            return Finding.Warning(
                KubernetesSupportedCheck.Name, $"{label}: Azure does not list this version, so it is not known whether it supports Kubernetes {kubernetes}.",
                "Check the documentation of the type, or update the extension to a listed version (Get-AksClusterExtensionTypeVersion).");
        }

        bool Supports(ExtensionTypeVersionInfo version) => !UnsupportedKubernetes.Includes(version, extension.Reference, distribution, kubernetes);
        if (Supports(current))
        {
            return Finding.Passed(KubernetesSupportedCheck.Name, $"{label} supports Kubernetes {kubernetes}.");
        }

        var better = versions.Where(version => VersionOrder.Compare(version.Version, installed) > 0 && Supports(version)).ToList();
        return Finding.Failed(
            KubernetesSupportedCheck.Name, $"{label} does not support Kubernetes {kubernetes}.",
            better.Count > 0
                ? $"Update it before you upgrade the cluster, for example to {VersionResolvableCheck.Newest(better).Version}."
                : $"No newer version supports Kubernetes {kubernetes} either; wait for one before you upgrade the cluster.");
    }

    private static ExtensionCheck Missing(ExtensionReference extension)
    {
        var missing = Errors.ExtensionNotFound(extension, arm: null);
        return new(extension.Cluster)
        {
            Check = ExtensionFoundCheck.Name, Result = nameof(CheckResult.Failed), Detail = missing.Message, Recommendation = missing.RecommendedAction, ExtensionName = extension.Name,
        };
    }

    private static ExtensionCheck Result(ClusterReference cluster, ClusterExtension? extension, Finding finding) => new(cluster)
    {
        Check = finding.Check,
        Result = finding.Result.ToString(),
        Detail = finding.Detail,
        Recommendation = finding.Recommendation,
        ExtensionName = extension?.Name,
        ExtensionType = extension?.ExtensionType,
        IsOfCluster = true,
    };
}
