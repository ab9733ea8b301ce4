using AksExtensions.Arm;
using AksExtensions.Catalogue;
using AksExtensions.Fleet;

namespace AksExtensions.Pods;

/// <summary>
/// Reads the pods of extensions without kubeconfig: from kubernetesResources where the cloud has them, otherwise through AKS Run Command where the
/// caller agreed to it, because it starts a pod.
/// </summary>
/// <param name="service">Azure Resource Manager.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="budget">The budget that polls share; null means no budget.</param>
/// <param name="mayRunCommand">Whether a command may be run.</param>
internal sealed class PodReader(IArmService service, TimeProvider timeProvider, ArmBudget? budget, bool mayRunCommand)
{
    private static readonly string[] Kinds = ["Pod", "Job", "ReplicaSet", "StatefulSet", "DaemonSet", "PersistentVolumeClaim"];

    /// <summary>Reads the pods of extensions of one cluster into the extensions.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="extensions">The extensions.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <param name="onWaiting">Called before the wait for a command; null means that there is no listener.</param>
    public async Task ReadAsync(
        ClusterReference cluster, IReadOnlyList<ClusterExtension> extensions, CancellationToken cancellationToken, Action? onWaiting = null)
    {
        List<ClusterExtension> known = [];
        foreach (var extension in extensions)
        {
            if (PodsCommand.IsNamespace(NamespaceOf(extension)))
            {
                known.Add(extension);
            }
            else
            {
                extension.PodsNote = PodNotes.NoNamespace;
            }
        }

        if (known.Count == 0)
        {
            return;
        }

        var (objects, note) = await ListAsync(cluster, cancellationToken);
        if (objects is null && cluster.Type.Type == ClusterType.ManagedClusters && mayRunCommand)
        {
            (objects, note) = await new PodsCommandRun(service, timeProvider, budget).ReadAsync(
                cluster, known.Select(extension => NamespaceOf(extension)!), onWaiting, cancellationToken);
        }

        foreach (var extension in known)
        {
            extension.PodsNote = note;
            extension.Pods = objects is null ? null : new PodList(objects.Judge(NamespaceOf(extension)!, timeProvider.GetUtcNow())
                .Select(pod => pod with { Extension = extension.Name, Cluster = cluster.Name, ResourceGroupName = cluster.ResourceGroupName }));
        }
    }

    // ARM does not return the namespace of every extension whose type prescribes it.
    private static string? NamespaceOf(ClusterExtension extension) => Given(extension.ReleaseNamespace) ?? Given(extension.TargetNamespace)
        ?? TypeCatalogue.BuiltIn.Find(extension.ExtensionType)?.DefaultNamespace;

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private async Task<(ClusterObjects? Objects, string? Note)> ListAsync(ClusterReference cluster, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        List<KubernetesObject> objects = [];
        string refusal;
        try
        {
            await foreach (var item in service.KubernetesResources.ListAsync(cluster, cancellationToken))
            {
                if (KubernetesReader.Read(item, now) is KubernetesObject read && Kinds.Contains(read.Kind))
                {
                    objects.Add(read);
                }
            }

            // Every cluster has pods: a list without one is of a cluster whose inventory is switched off.
            if (objects.Exists(item => item.Kind == "Pod"))
            {
                return (new(objects, []), null);
            }

            refusal = PodNotes.NoInventory;
        }
        catch (AksExtensionException failure)
        {
            refusal = PodNotes.NotListed(failure);
        }

        return (null, cluster.Type.Type == ClusterType.ManagedClusters ? PodNotes.NeedsCommand(refusal) : PodNotes.NoCommand(refusal));
    }
}
