using AksExtensions.Arm;

namespace AksExtensions.Checks;

/// <summary>Checks that the cluster's agents can work: an AKS cluster is running, an Arc cluster is connected, and its last operation did not fail.</summary>
internal static class ClusterRunningCheck
{
    public const string Name = "ClusterRunning";

    public static Finding? Check(CheckFacts facts) => facts.ClusterFacts?.Judge(Name, cluster => cluster switch
    {
        { PowerState: { } power } when !Is(power, "Running") => Finding.Failed(
            Name, $"The cluster is {power}, so its agents cannot install anything.", "Start the cluster (Start-AzAksCluster, or az aks start)."),
        { ConnectivityStatus: { } status } when !Is(status, "Connected") => Finding.Failed(
            Name, $"Azure Arc reports that the cluster is {status}{Since(cluster)}, so its agents cannot install anything.",
            "Make sure that the cluster's agents are running and can connect to Azure (az connectedk8s troubleshoot)."),
        { ProvisioningState: { } state } when IsBroken(state) => Finding.Warning(
            Name, $"The last operation on the cluster ended in state {state}.", "Check the cluster first: an extension might not start on it."),
        { PowerState: null, ConnectivityStatus: null, ProvisioningState: null } => Finding.Warning(
            Name, "Azure does not report whether the cluster is running.", "Check the cluster."),
        { PowerState: null, ConnectivityStatus: null } => Finding.Passed(Name, $"The cluster's state is {cluster.ProvisioningState}."),
        _ => Finding.Passed(Name, $"The cluster is {cluster.PowerState ?? cluster.ConnectivityStatus}."),
    });

    private static string? Since(ClusterFacts cluster) => cluster.LastConnectivityTime is { } time ? $" since {CheckText.Time(time)}" : null;

    private static bool IsBroken(string state) =>
        ProvisioningStates.Is(state, ProvisioningStates.Failed) || ProvisioningStates.Is(state, ProvisioningStates.Canceled);

    private static bool Is(string value, string expected) => value.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
