namespace AksExtensions.Running;

/// <summary>The parameters that specify the clusters of a command.</summary>
/// <param name="Given">The clusters in parameters; empty when they come from the pipeline.</param>
/// <param name="ByName">Whether they are specified by name.</param>
/// <param name="Subscription">The subscription of clusters without one, by ID or name; null means that of the connection.</param>
/// <param name="ResourceGroupName">The resource group of clusters without one; null means that they need their own.</param>
/// <param name="ClusterType">The kind of clusters without one.</param>
/// <param name="ResourceProvider">Their resource provider; null means the kind's own.</param>
internal sealed record ClusterOptions(
    IReadOnlyList<ClusterTarget> Given, bool ByName, string? Subscription, string? ResourceGroupName, ClusterType ClusterType, string? ResourceProvider);

/// <summary>What a command does with its clusters. An <see cref="AksExtensionException"/> from any step is a refusal.</summary>
/// <param name="Validate">Checks the command's own parameters, before the first request.</param>
/// <param name="ExtensionNamesOf">Returns the names or patterns of extensions; a single null when the command is about the cluster.</param>
/// <param name="Check">Checks one target without a request.</param>
/// <param name="Process">Works on one target: checks, asks PowerShell, and starts the work.</param>
/// <param name="Finish">Does what is left when the input has ended, unless a job does the work.</param>
internal sealed record ClusterSteps(
    Action Validate, Func<ClusterTarget, IReadOnlyList<string?>> ExtensionNamesOf, Action<ClusterItem> Check, Action<ClusterItem> Process, Action Finish);
