namespace AksExtensions.Running;

/// <summary>The parameters that say which clusters a command works on.</summary>
/// <param name="Given">The clusters that were given by parameter; empty when they come from the pipeline.</param>
/// <param name="ByName">Whether they were given by name.</param>
/// <param name="Subscription">The subscription of clusters that are given without one, by ID or name; null means the connection's.</param>
/// <param name="ResourceGroupName">The resource group of clusters that are given without one; null means that they need their own.</param>
/// <param name="ClusterType">The kind of clusters that are given without one.</param>
/// <param name="ResourceProvider">Their resource provider; null means the kind's own.</param>
internal sealed record ClusterOptions(
    IReadOnlyList<ClusterTarget> Given, bool ByName, string? Subscription, string? ResourceGroupName, ClusterType ClusterType, string? ResourceProvider);

/// <summary>What a command does with its clusters. An <see cref="AksExtensionException"/> from any step is a refusal.</summary>
/// <param name="Validate">Checks the command's own parameters, before the first request.</param>
/// <param name="ExtensionNamesOf">Gives the extensions, or the pattern of extensions, to work on; one null when the command works on the cluster.</param>
/// <param name="Process">Works on one target: checks, asks PowerShell, and starts the work.</param>
/// <param name="Finish">Does what is left when the input has ended, unless a job does the work.</param>
internal sealed record ClusterSteps(Action Validate, Func<ClusterTarget, IReadOnlyList<string?>> ExtensionNamesOf, Action<ClusterItem> Process, Action Finish);
