using AksExtensions.Parameters;

namespace AksExtensions.Running;

/// <summary>The parameters that say which clusters a command works on.</summary>
/// <param name="ByName">The cluster that was given by name; null when clusters were given otherwise.</param>
/// <param name="SubscriptionId">The subscription of clusters that are given without one; null means the connection's.</param>
/// <param name="ClusterType">The kind of clusters that are given without one.</param>
/// <param name="ResourceProvider">Their resource provider; null means the kind's own.</param>
internal sealed record ClusterOptions(ClusterTarget? ByName, string? SubscriptionId, ClusterType ClusterType, string? ResourceProvider);

/// <summary>What a command does with its clusters. An <see cref="AksExtensionException"/> from any step is a refusal.</summary>
/// <param name="Validate">Checks the command's own parameters, before the first request.</param>
/// <param name="ExtensionNameOf">Gives the extension, or the pattern of extensions, to work on; null when the command works on the cluster.</param>
/// <param name="Process">Works on one target: checks, asks PowerShell, and starts the work.</param>
/// <param name="Finish">Does what is left when the input has ended, unless a job does the work.</param>
internal sealed record ClusterSteps(Action Validate, Func<ClusterTarget, string?> ExtensionNameOf, Action<ClusterItem> Process, Action Finish);
