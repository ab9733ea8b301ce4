namespace AksExtensions.Arm;

/// <summary>
/// Commands in AKS clusters. Each starts a pod in the cluster, in the namespace aks-command.
/// Source: https://learn.microsoft.com/rest/api/aks/managed-clusters/run-command
/// </summary>
public interface IRunCommandClient
{
    /// <summary>Starts a command (ManagedClusters_RunCommand).</summary>
    /// <param name="cluster">An AKS cluster.</param>
    /// <param name="command">The command, which must only read: after a fault it is sent again.</param>
    /// <param name="asCaller">Whether the cluster signs in with Microsoft Entra ID, so that the command runs as the caller, with a token for AKS.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <exception cref="AksExtensionException">The answer of Azure; <c>AuthenticationFailed</c> when there is no token for AKS.</exception>
    Task<CommandPoll> StartAsync(ClusterReference cluster, string command, bool asCaller, CancellationToken cancellationToken);

    /// <summary>Reads the result of a command, once (ManagedClusters_GetCommandResult).</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="link">The address of the result.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    Task<CommandPoll> PollAsync(ClusterReference cluster, Uri link, CancellationToken cancellationToken);
}

/// <summary>A command that was started.</summary>
/// <param name="Link">The address of its result.</param>
/// <param name="Result">Its result; null while it runs.</param>
/// <param name="RetryAfter">How long Azure asks to wait; null when it does not say.</param>
public sealed record CommandPoll(Uri Link, CommandResult? Result, TimeSpan? RetryAfter);

/// <summary>How a command ended.</summary>
/// <param name="ProvisioningState">succeeded or failed: whether the command ran at all.</param>
/// <param name="ExitCode">Its exit code; null when it did not run.</param>
/// <param name="Logs">Its output, at most 512 KB.</param>
/// <param name="Reason">Why it did not run; null when it did.</param>
public sealed record CommandResult(string? ProvisioningState, int? ExitCode, string Logs, string? Reason);
