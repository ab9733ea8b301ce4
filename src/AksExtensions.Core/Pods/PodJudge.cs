using System.Globalization;
using AksExtensions.Diagnosis;

namespace AksExtensions.Pods;

/// <summary>
/// Decides which pods of a namespace are not well, and why. The state decides, never an old event: a pod that was restarted and is ready is well, and
/// so is a failed pod whose job or workload has what it needs without it.
/// </summary>
internal sealed class PodJudge
{
    // A pod that has just been created, or a container that has just been started, is not unwell without a reason.
    private static readonly TimeSpan Starting = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Terminating = TimeSpan.FromMinutes(2);
    private const int MostEvents = 5;

    private static readonly string[] NoReasons = ["ContainerCreating", "PodInitializing"];

    private readonly DateTimeOffset _now;
    private readonly IReadOnlyList<KubernetesObject> _objects;
    private readonly Dictionary<string, KubernetesObject> _byKey;
    private readonly ILookup<string, PodEvent> _events;

    private PodJudge(IReadOnlyList<KubernetesObject> objects, IEnumerable<ObjectEvent> events, DateTimeOffset now)
    {
        _now = now;
        _objects = objects;
        _byKey = objects.GroupBy(item => item.Key).ToDictionary(group => group.Key, group => group.First());
        _events = objects.SelectMany(item => item.Events.Select(happening => (item.Key, happening)))
            .Concat(events.Select(item => (Key: item.ObjectKey, happening: item.Event)))
            .ToLookup(pair => pair.Key, pair => pair.happening);
    }

    /// <summary>Judges the objects of one namespace.</summary>
    /// <param name="objects">Its objects.</param>
    /// <param name="events">Its events.</param>
    /// <param name="now">The time.</param>
    /// <returns>What is not well, pods first; empty when all is well.</returns>
    public static IReadOnlyList<ExtensionPod> Judge(IReadOnlyList<KubernetesObject> objects, IEnumerable<ObjectEvent> events, DateTimeOffset now)
    {
        var judge = new PodJudge(objects, events, now);
        return [.. objects.Where(item => item.Kind == "Pod").Select(judge.Pod)
            .Concat(objects.Where(item => item.Kind == "Job").Select(judge.Job))
            .Concat(judge.Creators())
            .Concat(objects.Where(item => item.Kind == "PersistentVolumeClaim").Select(judge.Claim))
            .OfType<ExtensionPod>()];
    }

    private ExtensionPod? Pod(KubernetesObject pod)
    {
        if (pod.Deleted is { } deleted)
        {
            // A pod whose node is lost keeps terminating too.
            return pod.Reason == "NodeLost" ? Unwell(pod, pod.Reason, pod.Message)
                : _now - deleted > Terminating
                    ? Unwell(pod, "Terminating", string.Create(CultureInfo.InvariantCulture, $"The pod has been terminating since {deleted:u}."))
                    : null;
        }

        return pod.Phase switch
        {
            "Succeeded" => null,
            "Failed" => IsReplaced(pod) ? null : Failed(pod),
            "Unknown" => Unwell(pod, pod.Reason ?? "Unknown", pod.Message ?? "The node of the pod does not report."),
            _ => Alive(pod),
        };
    }

    // Evicted and failed pods stay in the list after others have taken their place.
    private bool IsReplaced(KubernetesObject pod) => pod.Owner is { } owner && _byKey.TryGetValue(owner, out var workload)
        && (workload.Kind == "Job" ? workload.Is("Complete") || workload.Is("Failed") : IsSatisfied(workload));

    private static bool IsSatisfied(KubernetesObject workload) => workload.Kind == "Job" ? workload.Ready > 0 : workload.Desired is { } desired && workload.Ready >= desired;

    private ExtensionPod Failed(KubernetesObject pod)
    {
        var container = pod.Containers.FirstOrDefault(candidate => candidate.Terminated is { ExitCode: not 0 });
        return Unwell(
            pod, pod.Reason ?? container?.Terminated?.Reason ?? "Failed", pod.Message ?? container?.Terminated?.Message, container, container?.Terminated);
    }

    private ExtensionPod? Alive(KubernetesObject pod)
    {
        if (pod.Condition("PodScheduled") is { Status: "False" } scheduled && scheduled.Reason != "SchedulingGated")
        {
            return Unwell(pod, scheduled.Reason ?? "Unschedulable", scheduled.Message);
        }

        // An init container that has ended well is not ready in older versions.
        var bad = pod.Containers.Where(container => !container.IsReady && container.Terminated is not { ExitCode: 0 }).ToList();
        foreach (var container in bad)
        {
            if (container.Waiting is { Reason: { } reason } waiting && !NoReasons.Contains(reason))
            {
                var ended = container.LastTerminated;
                return Unwell(pod, ended?.Reason == "OOMKilled" ? ended.Reason : reason, ended?.Message ?? waiting.Message, container, ended, waiting);
            }

            if (container.Terminated is { } terminated)
            {
                return Unwell(pod, terminated.Reason ?? "Error", terminated.Message, container, terminated);
            }
        }

        if (pod.Phase == "Running" && (pod.Is("Ready") || (bad.Count == 0 && pod.Condition("Ready") is null)))
        {
            return null;
        }

        var blocked = bad.FirstOrDefault(container => !container.IsInit || container.Running is not null);
        var warning = _events[pod.Key].OrderByDescending(happening => happening.Time).FirstOrDefault();
        // Warnings of a container's first minutes, such as those of a readiness probe, are normal; after a restart they are not.
        var since = blocked?.Running ?? pod.Created;
        var isStarting = since is { } start && _now - start < Starting && blocked?.LastTerminated is not { ExitCode: not 0 };
        return isStarting && (blocked?.Running is not null || warning is null) ? null
            : Unwell(
                pod, pod.Reason ?? blocked?.Waiting?.Reason ?? (blocked?.Running is not null ? "NotReady" : warning?.Reason ?? "Pending"),
                pod.Message ?? warning?.Message ?? pod.Condition("Ready")?.Message, blocked, blocked?.LastTerminated, blocked?.Waiting);
    }

    private ExtensionPod? Job(KubernetesObject job)
    {
        if (job.Conditions.FirstOrDefault(condition => condition is { Type: "Failed", Status: "True" }) is not { } failed || WasRepeated(job))
        {
            return null;
        }

        // The last of its pods says more than the job.
        var pod = _objects.Where(item => item.Kind == "Pod" && item.Owner == job.Key && item.Phase == "Failed").MaxBy(item => item.Created);
        var container = pod?.Containers.FirstOrDefault(candidate => candidate.Terminated is { ExitCode: not 0 });
        var ended = container?.Terminated;
        var events = Events(job.Key, pod?.Key);
        return Create(
            job, failed.Reason ?? "Failed", failed.Message, container, ended, events,
            [ended?.Reason, ended?.Message, pod?.Reason, pod?.Message, .. Texts(events), failed.Reason, failed.Message]);
    }

    // A job of a schedule that succeeded later.
    private bool WasRepeated(KubernetesObject job) => job.Owner is { } owner
        && _objects.Any(other => other.Kind == "Job" && other.Owner == owner && other.Created > job.Created && other.Is("Complete"));

    // Workloads whose pods are refused when they are created: no pod exists that could say so.
    private IEnumerable<ExtensionPod> Creators()
    {
        foreach (var (key, events) in _events.Select(group => (group.Key, group.Where(happening => happening.Reason == "FailedCreate").ToList())))
        {
            if (events.Count == 0)
            {
                continue;
            }

            // Events outlive what they are about by an hour.
            if (_byKey.TryGetValue(key, out var known) && known.Kind != "Pod" && !IsSatisfied(known) && known.Condition("ReplicaFailure") is null)
            {
                var newest = events.MaxBy(happening => happening.Time)!;
                yield return Create(known, newest.Reason!, newest.Message, null, null, Events(key), [newest.Message]);
            }
        }

        foreach (var workload in _objects.Where(item => item.Condition("ReplicaFailure") is { Status: "True" } && item.Desired is not 0 && item.Kind == "ReplicaSet"))
        {
            var failure = workload.Condition("ReplicaFailure")!;
            yield return Create(workload, failure.Reason ?? "FailedCreate", failure.Message, null, null, Events(workload.Key), [failure.Message]);
        }
    }

    private ExtensionPod? Claim(KubernetesObject claim)
    {
        // Without a warning, a claim waits for its first pod.
        var events = Events(claim.Key);
        return claim.Phase == "Lost" || (claim.Phase == "Pending" && events.Count > 0)
            ? Create(claim, events.FirstOrDefault()?.Reason ?? "ClaimLost", events.FirstOrDefault()?.Message, null, null, events, [.. Texts(events), "PersistentVolumeClaim is not bound"])
            : null;
    }

    private ExtensionPod Unwell(
        KubernetesObject pod, string reason, string? message, ContainerState? container = null, Termination? ended = null, Waiting? waiting = null)
    {
        var events = Events(pod.Key);
        // A container that its liveness probe kills ends like one that crashes.
        var killed = ended is { ExitCode: 137 or 143 or 0 } && ended.Reason != "OOMKilled" ? events.FirstOrDefault(IsLiveness)?.Message : null;
        // Events of the time before a container ran, such as those of its volumes, do not explain how it ended.
        string?[] state = [message, pod.Message, waiting?.Message];
        IEnumerable<string?> said = ended is null ? [string.Join('\n', state.Concat(Texts(events)))] : state.Concat(Texts(events));
        return Create(
            pod, reason, message, container, ended, events,
            [
                ended?.Reason == "OOMKilled" ? ended.Reason : null, killed, ended?.Message, .. said, reason, waiting?.Reason,
                ended is { ExitCode: not 0 } ? string.Create(CultureInfo.InvariantCulture, $"container {container?.Name} terminated with exit code {ended.ExitCode}") : null,
            ]);
    }

    private static bool IsLiveness(PodEvent happening) =>
        happening.Message?.Contains("liveness probe", StringComparison.OrdinalIgnoreCase) == true || happening.Message?.Contains("startup probe", StringComparison.OrdinalIgnoreCase) == true;

    private static ExtensionPod Create(
        KubernetesObject item, string reason, string? message, ContainerState? container, Termination? ended, IReadOnlyList<PodEvent> events,
        IReadOnlyList<string?> evidence) => new()
        {
            Kind = item.Kind,
            Name = item.Name,
            Namespace = item.Namespace,
            Phase = item.Phase,
            Reason = reason,
            Message = message,
            Container = container?.Name,
            ExitCode = ended?.ExitCode,
            RestartCount = container?.RestartCount ?? item.Containers.Sum(candidate => candidate.RestartCount),
            Node = item.Node,
            Created = item.Created,
            Events = events,
            Diagnosis = evidence.Select(FailureCauses.BuiltIn.Diagnose).FirstOrDefault(diagnosis => diagnosis is not null),
        };

    private List<PodEvent> Events(params string?[] keys) =>
        [.. keys.OfType<string>().SelectMany(key => _events[key]).OrderByDescending(happening => happening.Time).Take(MostEvents)];

    // The reason can be the only word about the cause, such as FailedAttachVolume.
    private static IEnumerable<string?> Texts(List<PodEvent> events) => events.Count == 0 ? []
        : [string.Join('\n', events.Select(happening => $"{happening.Reason}: {happening.Message}"))];
}
