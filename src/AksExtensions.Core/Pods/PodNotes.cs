using System.Globalization;

namespace AksExtensions.Pods;

/// <summary>
/// Why pods could not be read, or what is missing: sentences without the name of the cluster, so that a fleet with the same reason hears it once.
/// </summary>
internal static class PodNotes
{
    /// <summary>The role action that starts a command.</summary>
    public const string RunAction = "Microsoft.ContainerService/managedClusters/runcommand/action";

    /// <summary>The role action that reads its result.</summary>
    public const string ResultAction = "Microsoft.ContainerService/managedClusters/commandResults/read";

    public const string NoNamespace = "Azure does not return the namespace of the extension.";

    public const string NoInventory = "Azure has no inventory of the pods in this cluster (kubernetesResources, a preview).";

    public const string Disabled = "AKS Run Command is disabled for the cluster (apiServerAccessProfile.disableRunCommand). "
        + "Enable it with az aks update --enable-run-command, or use kubectl.";

    public const string Stopped = "The cluster is stopped, so it has no pods. Start it with az aks start.";

    public const string Cut = "Azure cut the output of the command at 512 KB, so pods at its end are missing.";

    /// <summary>kubernetesResources could not be read.</summary>
    public static string NotListed(AksExtensionException failure) => failure.ErrorId switch
    {
        nameof(Errors.ApiVersionNotSupported) => "This cloud does not have kubernetesResources (a preview).",
        nameof(Errors.AuthorizationFailed) => "You don't have permission to read kubernetesResources: "
            + "the role action Microsoft.KubernetesConfiguration/kubernetesResources/read is missing.",
        _ => $"Azure refused to list kubernetesResources: {Readable.Line(failure.Message)}",
    };

    /// <summary>A command would be needed.</summary>
    public static string NeedsCommand(string refusal) =>
        $"{refusal} AKS Run Command can read the pods, but it starts a pod in the cluster: add -UseRunCommand if that is acceptable.";

    /// <summary>A command would be needed, and the kind of cluster has none.</summary>
    public static string NoCommand(string refusal) => $"{refusal} Run Command exists for AKS clusters only. Use kubectl on the cluster.";

    /// <summary>The command could not be started, or its result not be read.</summary>
    public static string NotRun(AksExtensionException failure, bool isStarted) => failure.ErrorId switch
    {
        nameof(Errors.AuthorizationFailed) when isStarted =>
            $"You don't have permission to read the result of AKS Run Command: the role action {ResultAction} is missing.",
        nameof(Errors.AuthorizationFailed) => $"You don't have permission to use AKS Run Command: the role action {RunAction} is missing.",
        nameof(Errors.ClusterStopped) => Stopped,
        nameof(Errors.AuthenticationFailed) => $"AKS Run Command needs a token for AKS. {Readable.Line(failure.Message)}",
        // Azure forgets a command whose pod never started.
        _ when isStarted && failure.Arm?.Status == 404 => CommandFailed("it did not start"),
        _ when failure.Arm?.Error.Message is { Length: > 0 } said => $"AKS Run Command failed: {Readable.Line(said)}",
        _ => $"AKS Run Command failed: {Readable.Line(failure.Message)}",
    };

    /// <summary>The pod of the command did not run.</summary>
    public static string CommandFailed(string? reason) => $"AKS Run Command could not run its pod in the namespace aks-command{About(reason)}. "
        + "Check that the nodes have room for it and that policies exempt that namespace.";

    /// <summary>The command gave no objects.</summary>
    public static string KubectlFailed(int? exitCode, string? said) =>
        string.Create(CultureInfo.InvariantCulture, $"kubectl could not read the pods{(exitCode is { } code ? $" (exit code {code})" : null)}{About(said)}.");

    /// <summary>The command gave objects and an error.</summary>
    public static string KubectlSays(string said) => $"kubectl could not read everything{About(said)}.";

    /// <summary>The command did not end.</summary>
    public static string TooSlow(TimeSpan patience) =>
        string.Create(CultureInfo.InvariantCulture, $"AKS Run Command has not ended after {patience.TotalMinutes:0} minutes.");

    private static string About(string? said) => string.IsNullOrWhiteSpace(said) ? string.Empty : $": {Readable.Line(Readable.Text(said)).TrimEnd('.')}";
}
