using System.Globalization;

namespace AksExtensions;

/// <summary>What the commands say beside errors: questions, hints and warnings.</summary>
internal static class Messages
{
    public const string HelmReleaseLater =
        "The extension is gone from Azure. Its Helm release on the cluster goes when the cluster's agents next reach Azure.";

    public const string EstateTruncated =
        "Azure Resource Graph left out a part of what was found, and gives no way to the rest. Narrow the search, for instance with -SubscriptionId.";

    public const string EstateSubscriptionLimit =
        "This sign-in sees more than 10,000 subscriptions, and Azure Resource Graph looked in the first 10,000. Name them with -SubscriptionId.";

    public static string EstatePaused(TimeSpan pause) => string.Create(
        CultureInfo.InvariantCulture, $"The quota of Azure Resource Graph is used up; the next page is asked for in {pause.TotalSeconds:0.#} s.");

    public static string EstateUnknown(string id) => $"Left out, for it is not on a kind of cluster that this module knows: {id}";

    public const string Braking = ", at Azure's limit";

    public static string Duplicate(ClusterReference cluster, string? extensionName) =>
        $"{(extensionName is null ? null : $"The extension '{extensionName}' on ")}{(extensionName is null ? "The" : "the")} cluster '{cluster.Id}' was given more than once; it is worked on once.";

    public static string MoreDuplicates(int count) =>
        $"{count} more {(count == 1 ? "was" : "were")} given more than once, and worked on once.";

    public static string ColumnUnused(string column, string parameter, string command, bool isGiven) => isGiven
        ? $"The column '{column}' of the input is not used, because -{parameter} was given and applies to every cluster."
        : $"The column '{column}' of the input is not used. Give -{parameter} to set it for all clusters; to set it for each, run {command} -{parameter} for one row at a time.";

    public static string TypesFromCatalogue(AksExtensionException failure) =>
        "This is what the module itself knows; what is offered here, and in which versions, is not known. " + failure.Message;

    public static string TypeFinding(string text, string wayOut) => $"{text} {wayOut} (-SkipTypeRules leaves this check out.)";

    public static string Added(string extensionType, string added) => $"Added for {extensionType}: {added}";

    public static string CreateAction(ExtensionReference extension, string body, IReadOnlyList<string> added) =>
        $"Create the extension '{extension.Name}' on {Cluster(extension.Cluster)}: PUT {extension.Id}{Environment.NewLine}{body}{NotGiven(added)}";

    public static string UpdateAction(ExtensionReference extension, string body, IReadOnlyList<string> added) =>
        $"Update the extension '{extension.Name}' on {Cluster(extension.Cluster)}: PATCH {extension.Id}{Environment.NewLine}{body}{NotGiven(added)}";

    public static string RemoveAction(ExtensionReference extension, bool force) =>
        $"Remove the extension '{extension.Name}' from {Cluster(extension.Cluster)}: DELETE {extension.Id}{(force ? " (forced)" : null)}";

    public static string CreateQuestion(ExtensionReference extension, string type) =>
        $"Create the extension '{extension.Name}' of type '{type}' on {Cluster(extension.Cluster)}?";

    public static string UpdateQuestion(ExtensionReference extension) =>
        $"Update the extension '{extension.Name}' on {Cluster(extension.Cluster)}?";

    public static string RemoveQuestion(ExtensionReference extension) =>
        $"Remove the extension '{extension.Name}' from {Cluster(extension.Cluster)}? Its Helm release on the cluster goes too, when the cluster's "
        + "agents next reach Azure.";

    public static string LosesProtectedSettings(ClusterExtension extension, IEnumerable<string> keys) =>
        $"Azure replaces all protected settings of '{extension.Name}' on the cluster '{extension.ClusterName}' by the given ones. These would be "
        + $"deleted: {string.Join(", ", keys)}. Go on?";

    public static string RegisterAction(string subscriptionId, IEnumerable<string> namespaces) =>
        $"Register the subscription {subscriptionId} for {string.Join(" and ", namespaces)}: "
        + string.Join(", ", namespaces.Select(name => $"POST /subscriptions/{subscriptionId}/providers/{name}/register"));

    public static string RegisterQuestion(string subscriptionId, IEnumerable<string> namespaces) =>
        $"Register the subscription {subscriptionId} for {string.Join(" and ", namespaces)}?";

    public static string NothingToRemove(ExtensionReference extension) =>
        $"There is no extension '{extension.Name}' on {Cluster(extension.Cluster)}; nothing was removed.";

    public static string GoesOn(ExtensionReference extension, OperationKind kind, bool accepted) =>
        $"The {Noun(kind)} of '{extension.Name}' on {Cluster(extension.Cluster)} {(accepted ? "goes on" : "may have been started, and then goes on")} "
        + $"in Azure. To wait again: Get-AksClusterExtension -Cluster '{extension.Cluster.Id}' -Name '{extension.Name}' | Wait-AksClusterExtension";

    /// <param name="count">How many operations.</param>
    /// <param name="uncertain">How many of them were sent without an answer.</param>
    /// <param name="kinds">What they do.</param>
    /// <param name="names">The names of their extensions, each once.</param>
    /// <param name="some">The ones that are named.</param>
    public static string GoOn(
        int count, int uncertain, IReadOnlyList<OperationKind> kinds, IReadOnlyList<string> names, IReadOnlyList<ExtensionReference> some)
    {
        var name = names is [var one] ? one : null;
        var places = string.Join(", ", some.Select(extension => (name is null ? $"'{extension.Name}' on " : null) + extension.Cluster.Name));
        var rest = count - some.Count;
        return $"{count} {(kinds is [var kind] ? Noun(kind) : "operation")}s go on in Azure"
            + $"{(uncertain == 0 ? null : uncertain == count ? ", if their requests arrived" : $", {uncertain} of them if their requests arrived")}: "
            + $"{(name is null ? null : $"'{name}' on ")}{places}{(rest == 0 ? null : $" and {rest} more")}.{Environment.NewLine}"
            + $"To wait for all of them, pipe the same {(name is null ? "extensions" : "clusters")} again: ... | Get-AksClusterExtension | "
            + $"{(name is null ? null : $"Where-Object Name -eq '{name}' | ")}Wait-AksClusterExtension";
    }

    public static string StateUnread(ExtensionOperation operation, AksExtensionException failure) =>
        $"The state of the {Noun(operation.Operation)} of '{operation.ExtensionName}' could not be read and will be asked for again: {failure.Message}";

    private static string? NotGiven(IReadOnlyList<string> added) =>
        added.Count == 0 ? null : $"{Environment.NewLine}Not given, and added for this type of extension: {string.Join(", ", added)}";

    private static string Cluster(ClusterReference cluster) => $"the cluster '{cluster.Name}' (resource group '{cluster.ResourceGroupName}')";

    private static string Noun(OperationKind kind) => kind switch
    {
        OperationKind.Create => "create",
        OperationKind.Update => "update",
        _ => "delete",
    };
}
