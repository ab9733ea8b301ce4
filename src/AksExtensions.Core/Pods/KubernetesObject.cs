namespace AksExtensions.Pods;

/// <summary>The status of an object in a cluster, as far as it says whether pods are well. Nothing of a specification but counts and the node.</summary>
internal sealed record KubernetesObject
{
    public required string Kind { get; init; }

    public required string Name { get; init; }

    public string? Namespace { get; init; }

    /// <summary>The controller that owns it, such as <c>ReplicaSet/dapr-operator-7d</c>; null when nothing does.</summary>
    public string? Owner { get; init; }

    public DateTimeOffset? Created { get; init; }

    /// <summary>When its deletion should have ended; null when it is not being deleted.</summary>
    public DateTimeOffset? Deleted { get; init; }

    public string? Node { get; init; }

    public string? Phase { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>The init containers, then the others.</summary>
    public IReadOnlyList<ContainerState> Containers { get; init; } = [];

    /// <summary>How many pods a workload should have; null for everything else.</summary>
    public int? Desired { get; init; }

    /// <summary>How many of them are ready; for a job, how many run or succeeded.</summary>
    public int Ready { get; init; }

    /// <summary>The events that came with the object, newest first.</summary>
    public IReadOnlyList<PodEvent> Events { get; init; } = [];

    /// <summary>The object as <c>Kind/name</c>.</summary>
    public string Key => $"{Kind}/{Name}";

    public Condition? Condition(string type) => Conditions.FirstOrDefault(condition => condition.Type == type);

    /// <summary>Whether a condition is True.</summary>
    public bool Is(string type) => Condition(type) is { Status: "True" };
}

/// <summary>A condition of an object.</summary>
internal sealed record Condition(string? Type, string? Status, string? Reason, string? Message);

/// <summary>The state of a container.</summary>
internal sealed record ContainerState
{
    public required string Name { get; init; }

    public bool IsInit { get; init; }

    public bool IsReady { get; init; }

    public int RestartCount { get; init; }

    /// <summary>Why it waits; null when it does not.</summary>
    public Waiting? Waiting { get; init; }

    /// <summary>When it started; null when it does not run.</summary>
    public DateTimeOffset? Running { get; init; }

    /// <summary>How it ended; null when it has not.</summary>
    public Termination? Terminated { get; init; }

    /// <summary>How it ended before its last restart.</summary>
    public Termination? LastTerminated { get; init; }
}

/// <summary>Why a container waits.</summary>
internal sealed record Waiting(string? Reason, string? Message);

/// <summary>How a container ended.</summary>
internal sealed record Termination(int ExitCode, string? Reason, string? Message);

/// <summary>An event of <c>kubectl get events</c>, which names its object.</summary>
internal sealed record ObjectEvent(string ObjectKey, string? Namespace, PodEvent Event);
