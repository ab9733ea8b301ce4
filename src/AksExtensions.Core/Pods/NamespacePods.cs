namespace AksExtensions.Pods;

/// <summary>What was read of the pods of an extension.</summary>
/// <param name="Pods">Those that are not well; null when they could not be read.</param>
/// <param name="Note">Why they could not be read, or what is missing; null when all was read.</param>
internal sealed record NamespacePods(IReadOnlyList<ExtensionPod>? Pods, string? Note);

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

    /// <summary>Judges the pods of an extension.</summary>
    /// <param name="namespaceName">Its namespace.</param>
    /// <param name="extension">Its name, to which kubernetesResources attaches objects wherever they are; null when that does not matter.</param>
    /// <param name="now">The time.</param>
    public IReadOnlyList<ExtensionPod> Judge(string namespaceName, string? extension, DateTimeOffset now) => PodJudge.Judge(
        [.. Objects.Where(item => item.Namespace == namespaceName || (extension is not null && extension.Equals(item.Extension, StringComparison.OrdinalIgnoreCase)))],
        Events.Where(item => item.Namespace == namespaceName), now);
}
