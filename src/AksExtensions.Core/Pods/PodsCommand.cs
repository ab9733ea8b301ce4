using System.Text.RegularExpressions;

namespace AksExtensions.Pods;

/// <summary>
/// The command that reads the pods of namespaces on AKS. Its text is fixed but for the names of the namespaces. jq, which the command's image has, drops
/// specifications (and with them environment variables) before anything leaves the cluster, and events that are not warnings, so that the output
/// stays below Azure's limit of 512 KB. Source: https://learn.microsoft.com/azure/aks/access-private-cluster
/// </summary>
internal static partial class PodsCommand
{
    private const string Kinds = "pods,events,jobs.batch,replicasets.apps,statefulsets.apps,daemonsets.apps,persistentvolumeclaims";

    private const string Filter =
        ".items[] | select(.kind != \"Event\" or .type != \"Normal\") | {apiVersion, kind, type, reason, message: (.message | if type == \"string\" then .[0:1500] else null end), "
        + "count, lastTimestamp, eventTime, series, involvedObject, status, "
        + "metadata: (.metadata | {name, namespace, creationTimestamp, deletionTimestamp, ownerReferences}), "
        + "spec: (.spec // {} | {nodeName, replicas})} | del(..|nulls)";

    /// <summary>Whether a text is the name of a namespace (RFC 1123), and so cannot be anything else in a command.</summary>
    public static bool IsNamespace(string? name) => name is not null && Label().IsMatch(name);

    /// <summary>The command for one or more namespaces.</summary>
    /// <exception cref="ArgumentException">A name is not that of a namespace.</exception>
    public static string For(IEnumerable<string> namespaces)
    {
        var reads = namespaces.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => IsNamespace(name)
            ? $"kubectl get {Kinds} -n {name} -o json; "
            : throw new ArgumentException($"'{Readable.Text(name)}' is not the name of a namespace.", nameof(namespaces)));
        return $"{{ {string.Concat(reads)}}} | if command -v jq >/dev/null 2>&1; then jq -c '{Filter}'; else cat; fi";
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
