using System.Globalization;
using AksExtensions.Arm;
using AksExtensions.Prerequisites;

namespace AksExtensions;

/// <summary>The messages of the commands other than errors: questions, hints and warnings.</summary>
internal static class Messages
{
    public static string Removed(bool force) => force
        ? "Removed from Azure. The Helm release can remain on the cluster; use helm uninstall to remove it."
        : "Removed from Azure. The cluster's agents uninstall the Helm release when they next connect.";

    public const string EstateTruncated =
        "Azure Resource Graph omitted part of the results, which cannot be read. Narrow the search, for example with -SubscriptionId.";

    public const string EstateSubscriptionLimit =
        "The sign-in can see more than 10,000 subscriptions, and Azure Resource Graph searched the first 10,000. Specify subscriptions with -SubscriptionId.";

    public const string ProfileIgnored =
        "-DefaultProfile is ignored. The commands use the connection of Connect-AksExtension, or the sign-in that the session already has.";

    public static string AzCommandsReplaced(string module) =>
        $"{module} is loaded. Its *-AzKubernetesExtension commands are replaced in this session; start a new session to use them again.";

    public const string GoOnQuestion = "Make this change?";

    public static string RingBegins(string? ring, int count) =>
        $"{(ring is null ? "Changing" : $"Ring {ring}: changing")} {count} extension{(count == 1 ? null : "s")}.";

    public static string EstatePaused(TimeSpan pause) => string.Create(
        CultureInfo.InvariantCulture, $"The quota of Azure Resource Graph is exhausted; the next page is requested in {pause.TotalSeconds:0.#} s.");

    /// <summary>The warning that pods could not be read, or not all. Said once for each reason.</summary>
    public static string PodsUnread(ClusterReference cluster, string note) => $"Pods of {cluster.Label}: {note}";

    /// <summary>A wait that Azure or a fault imposes.</summary>
    public static string Pausing(ArmPause pause, TimeProvider timeProvider) =>
        $"{pause.Reason}{(pause.SubscriptionId is null ? null : $" ({pause.SubscriptionId})")}; the command continues at {ArmPause.Clock(timeProvider, pause.Duration)}.";

    public static string EstateUnknown(string id) => $"Skipped an extension on an unknown kind of cluster: {id}";

    public const string Braking = ", at Azure's limit";

    public static string Duplicate(ClusterReference cluster, string? extensionName) =>
        $"{(extensionName is null ? "Cluster" : $"Extension '{extensionName}' on cluster")} '{cluster.Id}' was specified more than once and is processed once.";

    public static string MoreDuplicates(int count) =>
        $"{count} more {(count == 1 ? "was specified more than once and is" : "were specified more than once and are")} processed once.";

    public static string ColumnUnused(string column, string parameter, string command, bool isGiven) => isGiven
        ? $"The column '{column}' of the input is not used, because -{parameter} was given and applies to every cluster."
        : $"The column '{column}' of the input is not used. Give -{parameter} to set it for all clusters; to set it for each, run {command} -{parameter} for one row at a time.";

    public static string ExportUnused(IEnumerable<string> columns) =>
        $"The input describes installed extensions, so its columns {string.Join(", ", columns)} are not used as options. "
        + "To set options for each row, use a table with only the clusters and those options.";

    public static string ExportManaged(string labels) => $"Azure manages these extensions, so they are left out: {labels}";

    public static string ExportDeleting(string labels) => $"These extensions are being deleted, so they are left out: {labels}";

    public static string ExportAbsent(string labels) => $"An export cannot remove anything, so these extensions with 'ensure: absent' are left out: {labels}";

    public static string ExportUnknown(string labels) =>
        $"Add these settings yourself, because Azure Resource Graph does not have the values that New-AksClusterExtension would add: {labels}";

    public static string ExportRefused(string label, string reason) => $"{label} is left out. {reason}";

    public static string ExportText(string name) => $"The next text is that of the file '{name}'.";

    public const string WriteFile = "Write file";

    public const string OverwriteFile = "Overwrite file";

    public static string TypesFromCatalogue(AksExtensionException failure) =>
        "These are the types that the module knows; they might not be available here. " + failure.Message;

    public static string TypeFinding(string text, string wayOut) => $"{text} {wayOut} (-SkipTypeRules skips this check.)";

    public static string Added(string extensionType, string added) => $"Added for {extensionType}: {added}";

    public static string CreateAction(ExtensionReference extension, string body, IReadOnlyList<string> added) =>
        $"Create extension '{extension.Name}' on {Cluster(extension.Cluster)}: PUT {extension.Id}{Environment.NewLine}{body}{NotGiven(added)}";

    public static string UpdateAction(ExtensionReference extension, string body, IReadOnlyList<string> added) =>
        $"Update extension '{extension.Name}' on {Cluster(extension.Cluster)}: PATCH {extension.Id}{Environment.NewLine}{body}{NotGiven(added)}";

    public static string RemoveAction(ExtensionReference extension, bool force) =>
        $"Remove extension '{extension.Name}' from {Cluster(extension.Cluster)}: DELETE {extension.Id}{(force ? " (forced)" : null)}";

    /// <summary>The assignments that are removed with an extension, each on its own line; null when there are none.</summary>
    public static string? RolesToRemove(IEnumerable<RequiredRole> roles) =>
        string.Concat(roles.Select(role => $"{Environment.NewLine}    {RoleText.Remove(role)}")) is { Length: > 0 } lines ? lines : null;

    /// <summary>What -WhatIf says of a create.</summary>
    public static string CreatePlan(ExtensionReference extension, ClusterExtension? existing) => existing is null
        ? $"Create extension '{extension.Name}' on {Cluster(extension.Cluster)}: PUT {extension.Id}"
        : $"{(ProvisioningStates.Is(existing.ProvisioningState, ProvisioningStates.Failed) ? "Create again" : "Overwrite")} extension '{extension.Name}' on "
            + $"{Cluster(extension.Cluster)}, which is {existing.ProvisioningState}: PUT {extension.Id}";

    /// <summary>What -WhatIf says where a command would refuse to do anything.</summary>
    public static string NothingPlan(ExtensionReference extension, AksExtensionException refusal) =>
        $"Nothing on {Cluster(extension.Cluster)}, because the command would fail there: {refusal.Message} {refusal.RecommendedAction}";

    public static string UpdatePlan(ExtensionReference extension, bool isSame) =>
        $"Update extension '{extension.Name}' on {Cluster(extension.Cluster)}{(isSame ? ", whose values are the same already" : null)}: PATCH {extension.Id}";

    public static string NewestUnknown(string type, AksExtensionException failure) =>
        $"{type}: Azure did not return the newest version, so these extensions are left out. {failure.Message}";

    public static string ClustersUnknown(AksExtensionException failure) =>
        $"Regions, versions and tags of the clusters are not in the report, because Azure Resource Graph did not return them: {failure.Message}";

    public static string NewestUnknown(AksExtensionException failure) =>
        $"Azure did not return the newest version, so the report uses the newest that is installed: {failure.Message}";

    public static string? RolesToAssign(int count) => count == 0 ? null : $" Roles to assign: {count}.";

    public static string Plan(IEnumerable<string> counts, int hidden, int roles) =>
        $"Plan: {string.Join(", ", counts)}.{RolesToAssign(roles)}{(hidden == 0 ? null : $" {hidden} of them are not listed.")}";

    public static string Done(int done, int failed, bool isAll) =>
        $"{done} done: {done - failed} succeeded, {failed} failed{(isAll ? null : "; the others were stopped or not started")}";

    public static string MoreFailures(int count) => $"  ... and {count} more; $Error has all of them.";

    /// <summary>The version that a request asked for; null when it asked for no certain one.</summary>
    public static string? AskedVersion(string? extensionType, string? version, string? releaseTrain) => (version, releaseTrain) switch
    {
        (null, null) => null,
        (null, _) => $"{(extensionType is null ? "A version" : $"A version of '{extensionType}'")} on release train '{releaseTrain}'",
        (_, null) => $"Version {version}{(extensionType is null ? null : $" of '{extensionType}'")}",
        _ => $"Version {version}{(extensionType is null ? null : $" of '{extensionType}'")} on release train '{releaseTrain}'",
    };

    public static string CreateQuestion(ExtensionReference extension, string type) =>
        $"Create extension '{extension.Name}' of type '{type}' on {Cluster(extension.Cluster)}?";

    public static string UpdateQuestion(ExtensionReference extension) =>
        $"Update extension '{extension.Name}' on {Cluster(extension.Cluster)}?";

    public static string RemoveQuestion(ExtensionReference extension, bool force) =>
        $"Remove extension '{extension.Name}' from {Cluster(extension.Cluster)}? "
        + (force ? "Its Helm release can remain on the cluster." : "The cluster's agents also uninstall its Helm release when they next connect.");

    public static string LosesProtectedSettings(ClusterExtension extension, IEnumerable<string> keys) =>
        $"Azure replaces all protected settings of '{extension.Name}' on cluster '{extension.ClusterName}' with the specified ones and deletes "
        + $"{string.Join(", ", keys)}. Continue?";

    public static string RegisterAction(string subscriptionId, IEnumerable<string> namespaces) =>
        $"Register subscription {subscriptionId} for {string.Join(" and ", namespaces)}: "
        + string.Join(", ", namespaces.Select(name => $"POST /subscriptions/{subscriptionId}/providers/{name}/register"));

    public static string RegisterQuestion(string subscriptionId, IEnumerable<string> namespaces) =>
        $"Register subscription {subscriptionId} for {string.Join(" and ", namespaces)}?";

    public static string NothingToRemove(ExtensionReference extension) =>
        $"Extension '{extension.Name}' does not exist on {Cluster(extension.Cluster)}; nothing was removed.";

    public static string GoesOn(ExtensionReference extension, OperationKind kind, bool accepted) =>
        $"{Doing(kind)} '{extension.Name}' on {Cluster(extension.Cluster)} {(accepted ? "continues" : "may have started; if so, it continues")} "
        + $"in Azure. To wait again: Get-AksClusterExtension -Cluster '{extension.Cluster.Id}' -Name '{extension.Name}' | Wait-AksClusterExtension";

    /// <param name="count">The number of operations.</param>
    /// <param name="uncertain">The number of those without an answer.</param>
    /// <param name="kinds">Their kinds.</param>
    /// <param name="names">The names of their extensions, without duplicates.</param>
    /// <param name="some">The extensions to list.</param>
    public static string GoOn(
        int count, int uncertain, IReadOnlyList<OperationKind> kinds, IReadOnlyList<string> names, IReadOnlyList<ExtensionReference> some)
    {
        var name = names is [var one] ? one : null;
        var places = string.Join(", ", some.Select(extension => (name is null ? $"'{extension.Name}' on " : null) + extension.Cluster.Name));
        var rest = count - some.Count;
        return $"{count} {(kinds is [var kind] ? Noun(kind) : "operation")}s continue in Azure"
            + $"{(uncertain == 0 ? null : uncertain == count ? " if their requests arrived" : $", {uncertain} of them if their requests arrived")}: "
            + $"{(name is null ? null : $"'{name}' on ")}{places}{(rest == 0 ? null : $" and {rest} more")}.{Environment.NewLine}"
            + $"To wait for all of them, pipe the same {(name is null ? "extensions" : "clusters")} again: ... | Get-AksClusterExtension | "
            + $"{(name is null ? null : $"Where-Object Name -eq '{name}' | ")}Wait-AksClusterExtension";
    }

    public static string RolesUnassigned(IReadOnlyList<ExtensionReference> extensions) =>
        $"{(extensions is [var one] ? $"The roles of {one.Label} are" : $"The roles of {extensions.Count} extensions are")} not assigned yet. When the operation has ended, "
        + "run Set-AksClusterExtension with the same parameters and -IncludePrerequisites.";

    public static string StateUnread(ExtensionOperation operation, AksExtensionException failure) =>
        $"The state of '{operation.ExtensionName}' could not be read and will be read again: {failure.Message}";

    public static string? NotGiven(IReadOnlyList<string> added) =>
        added.Count == 0 ? null : $"{Environment.NewLine}Defaults added for this extension type: {string.Join(", ", added)}";

    private static string Cluster(ClusterReference cluster) => $"cluster '{cluster.Name}' (resource group '{cluster.ResourceGroupName}')";

    private static string Doing(OperationKind kind) => kind switch
    {
        OperationKind.Create => "Creating",
        OperationKind.Update => "Updating",
        _ => "Removing",
    };

    private static string Noun(OperationKind kind) => kind switch
    {
        OperationKind.Create => "create",
        OperationKind.Update => "update",
        _ => "delete",
    };
}
