using System.Globalization;

namespace AksExtensions;

/// <summary>
/// A pod of an extension that is not well, or what keeps its pods from being created: a job, a workload or a volume claim. Null means that the
/// cluster reported no value. Texts come from the cluster; values of the pod's specification, such as environment variables, are not read.
/// </summary>
public sealed record ExtensionPod
{
    /// <summary>The extension whose pods were read.</summary>
    public string? Extension { get; init; }

    /// <summary>The name of its cluster.</summary>
    public string? Cluster { get; init; }

    /// <summary>The resource group of its cluster.</summary>
    public string? ResourceGroupName { get; init; }

    /// <summary>Pod, Job, ReplicaSet, StatefulSet, DaemonSet or PersistentVolumeClaim.</summary>
    public required string Kind { get; init; }

    /// <summary>The name in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>The namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>The phase: Pending, Running, Failed or Unknown for a pod; Pending or Lost for a volume claim.</summary>
    public string? Phase { get; init; }

    /// <summary>Why it is not well, in one word of Kubernetes, such as <c>ImagePullBackOff</c>, <c>Unschedulable</c> or <c>FailedCreate</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>What the cluster says about the reason.</summary>
    public string? Message { get; init; }

    /// <summary>The container that is not well; null when the whole pod is concerned.</summary>
    public string? Container { get; init; }

    /// <summary>The exit code of that container when it last ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How often that container has been restarted; of the whole pod when no container is named.</summary>
    public int RestartCount { get; init; }

    /// <summary>The node.</summary>
    public string? Node { get; init; }

    /// <summary>When it was created, UTC.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Its last warnings, newest first; five at most.</summary>
    public IReadOnlyList<PodEvent> Events { get; init; } = [];

    /// <summary>The newest of the warnings as text.</summary>
    public string? LastEvent => Events.Count == 0 ? null : Events[0].ToString();

    /// <summary>The cause and what to do about it; null when the cause is not known.</summary>
    public ExtensionDiagnosis? Diagnosis { get; init; }

    /// <summary>The cause of the diagnosis; null when there is none.</summary>
    public string? Cause => Diagnosis?.Cause;

    /// <summary>The recommendation of the diagnosis; null when there is none.</summary>
    public string? Recommendation => Diagnosis?.Recommendation;

    /// <summary>Reason and exit code, for tables: <c>CrashLoopBackOff (1)</c>.</summary>
    public string DisplayReason =>
        ExitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"{Reason} ({code})") : Reason ?? string.Empty;

    /// <summary>The extension and its cluster, as the heading of tables.</summary>
    public string Subject => $"{Extension} on {Cluster} ({ResourceGroupName})";

    /// <summary>The name, after its kind when it is not a pod.</summary>
    public string DisplayName => Kind == "Pod" ? Name : $"{Kind}/{Name}";

    /// <summary>Name, reason and message in one line.</summary>
    public override string ToString() =>
        // Registries say at the end of a long message what they refuse.
        Readable.Line(string.Join(": ", new[] { DisplayName, DisplayReason, Message }.Where(part => !string.IsNullOrEmpty(part))), length: 800);
}

/// <summary>Pods. As text, which is what Export-Csv writes, they are one line.</summary>
internal sealed class PodList(IEnumerable<ExtensionPod> pods) : List<ExtensionPod>(pods)
{
    /// <summary>The pods on one line.</summary>
    public override string ToString() => string.Join("; ", this);
}

/// <summary>A warning that Kubernetes recorded about an object.</summary>
/// <param name="Reason">One word, such as <c>FailedScheduling</c>.</param>
/// <param name="Message">What happened.</param>
/// <param name="Time">When it last happened, UTC; null when the cluster does not say.</param>
/// <param name="Count">How often it happened.</param>
public sealed record PodEvent(string? Reason, string? Message, DateTimeOffset? Time, int Count)
{
    /// <summary>Reason and message in one line.</summary>
    public override string ToString() => Readable.Line(string.Join(": ", new[] { Reason, Message }.Where(part => !string.IsNullOrEmpty(part))));
}
