namespace AksExtensions.Pods;

/// <summary>The objects and events of a cluster, before they are judged.</summary>
/// <param name="Objects">The objects.</param>
/// <param name="Events">The events that name their object.</param>
internal sealed record ClusterObjects(IReadOnlyList<KubernetesObject> Objects, IReadOnlyList<ObjectEvent> Events)
{
    /// <summary>Reads the JSON of objects; invalid ones are left out.</summary>
    public static ClusterObjects Read(IEnumerable<string> items, DateTimeOffset now)
    {
        var read = items.Select(item => KubernetesReader.Read(item, now)).ToList();
        return new([.. read.OfType<KubernetesObject>()], [.. read.OfType<ObjectEvent>()]);
    }

    /// <summary>Judges the pods of a namespace.</summary>
    /// <remarks>
    /// The namespace decides, and not <c>attachedToExtension</c> of kubernetesResources: the specification's examples have the name of the inventory itself
    /// there, on pods of every kind.
    /// </remarks>
    public IReadOnlyList<ExtensionPod> Judge(string namespaceName, DateTimeOffset now) => PodJudge.Judge(
        [.. Objects.Where(item => item.Namespace == namespaceName)], Events.Where(item => item.Namespace == namespaceName), now);
}
