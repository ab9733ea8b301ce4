using AksExtensions.Arm;
using AksExtensions.Checks;

namespace AksExtensions.Core.Tests.Checks;

/// <summary>A healthy cluster and a healthy instance, of which each test changes one fact.</summary>
internal static class CheckSamples
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly ClusterReference Aks = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");
    public static readonly ClusterReference Arc = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "arc1", ClusterType.ConnectedClusters);
    public static readonly AksExtensionException Refused = Errors.AuthorizationFailed(Aks.Id, new(403, new("AuthorizationFailed", "no", null, []), "r"));

    public static ClusterFacts AksFacts { get; } = new("eastus", 3, null)
    {
        KubernetesVersion = "1.34.2",
        ProvisioningState = "Succeeded",
        PowerState = "Running",
        IdentityType = "SystemAssigned",
    };

    public static ClusterFacts ArcFacts { get; } = new("eastus", 3, null)
    {
        KubernetesVersion = "1.34.2",
        ProvisioningState = "Succeeded",
        IdentityType = "SystemAssigned",
        ConnectivityStatus = "Connected",
        LastConnectivityTime = Now.AddMinutes(-5),
        Distribution = "k3s",
    };

    public static CheckFacts Before { get; } = new()
    {
        Cluster = Aks,
        Now = Now,
        Plan = new("microsoft.flux", null, null),
        SignIn = new("AzureCli"),
        Providers = new([new("Microsoft.KubernetesConfiguration", "Registered"), new("Microsoft.ContainerService", "Registered")]),
        ClusterFacts = new(AksFacts),
        Permissions = new([new(["*"], [])]),
        Extensions = new([]),
        Locks = new([]),
        Type = new(new ExtensionTypeInfo { Name = "microsoft.flux", SupportedClusterTypes = ["managedClusters", "connectedClusters"] }),
        Versions = new([Version("1.9.0"), Version("1.18.2"), Version("1.17.3")]),
    };

    public static CheckFacts After { get; } = new()
    {
        Cluster = Aks, Now = Now, SignIn = new("AzureCli"), ClusterFacts = new(AksFacts), Extension = new(Instance()),
    };

    public static ClusterExtension Instance(
        string state = "Succeeded", string? version = null, string? current = "1.18.2", string type = "microsoft.flux",
        DateTimeOffset? modified = null, ArmErrorDetail? error = null, params ExtensionStatus[] statuses) => new(Aks)
    {
        Id = $"{Aks.Id}/providers/Microsoft.KubernetesConfiguration/extensions/flux",
        Name = "flux",
        ExtensionType = type,
        ProvisioningState = state,
        PinnedVersion = version,
        CurrentVersion = current,
        Statuses = statuses,
        ErrorInfo = error,
        SystemData = new(null, null, null, null, null, modified ?? Now.AddHours(-1)),
    };

    public static ExtensionStatus Status(string? level, string message, DateTimeOffset? time = null) =>
        new("Code", level, null, message, time?.ToString("O", System.Globalization.CultureInfo.InvariantCulture));

    public static ExtensionTypeVersionInfo Version(string version, string kind = "managedCluster", string[]? unsupported = null, string[]? distributions = null) => new()
    {
        Version = version,
        UnsupportedKubernetesVersions = new Dictionary<string, object?>
        {
            ["connectedCluster"] = null,
            [kind] = unsupported is null ? null : new object[]
            {
                new Dictionary<string, object?> { ["distributions"] = distributions ?? [], ["unsupportedVersions"] = unsupported },
            },
        },
    };

    /// <summary>A check's result and detail, in one line.</summary>
    public static string Told(this Finding? finding) => finding is null ? "nothing" : $"{finding.Result}: {finding.Detail}";
}
