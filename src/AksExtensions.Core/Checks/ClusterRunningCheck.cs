using AksExtensions.Arm;

namespace AksExtensions.Checks;

/// <summary>Whether the cluster's agents can work: an AKS cluster runs, an Arc cluster is connected, and no cluster is broken.</summary>
internal static class ClusterRunningCheck
{
    public const string Name = "ClusterRunning";

    public static Finding? Check(CheckFacts facts) => facts.ClusterFacts?.Judge(Name, cluster => cluster switch
    {
        { PowerState: { } power } when !Is(power, "Running") => Finding.Failed(
            Name, $"The cluster is {power}; its agents install nothing.", "Start it (Start-AzAksCluster, or az aks start)."),
        { ConnectivityStatus: { } status } when !Is(status, "Connected") => Finding.Failed(
            Name, $"Azure Arc says that the cluster is {status}{Since(cluster)}; its agents install nothing.",
            "See that the agents on the cluster run and reach Azure (az connectedk8s troubleshoot)."),
        { ProvisioningState: { } state } when IsBroken(state) => Finding.Warning(
            Name, $"The last operation on the cluster itself ended {state}.", "Look at the cluster first: an extension may not come up on it."),
        { PowerState: null, ConnectivityStatus: null, ProvisioningState: null } => Finding.Warning(
            Name, "Azure does not say whether the cluster runs.", "Look at the cluster itself."),
        { PowerState: null, ConnectivityStatus: null } => Finding.Passed(Name, $"The cluster's state is {cluster.ProvisioningState}."),
        _ => Finding.Passed(Name, $"The cluster is {cluster.PowerState ?? cluster.ConnectivityStatus}."),
    });

    private static string? Since(ClusterFacts cluster) => cluster.LastConnectivityTime is { } time ? $" since {CheckText.Time(time)}" : null;

    private static bool IsBroken(string state) =>
        ProvisioningStates.Is(state, ProvisioningStates.Failed) || ProvisioningStates.Is(state, ProvisioningStates.Canceled);

    private static bool Is(string value, string expected) => value.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
