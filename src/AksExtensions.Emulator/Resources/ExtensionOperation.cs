using System.Text.Json.Serialization;

namespace AksExtensions.Emulator.Resources;

/// <summary>The kind of an operation. The names are its status while it is in progress.</summary>
public enum OperationKind
{
    /// <summary>A PUT.</summary>
    Creating,

    /// <summary>A PATCH.</summary>
    Updating,

    /// <summary>A DELETE.</summary>
    Deleting,
}

/// <summary>The outcome of an operation.</summary>
public enum OperationOutcome
{
    /// <summary>It succeeds.</summary>
    Succeeded,

    /// <summary>It fails.</summary>
    Failed,

    /// <summary>It is canceled.</summary>
    Canceled,
}

/// <summary>Where the service can report the reason of a failure; clients must check all of them.</summary>
[Flags]
public enum FailurePlaces
{
    /// <summary>The message of the operation's error.</summary>
    Message = 1,

    /// <summary>The details of the operation's error.</summary>
    Details = 2,

    /// <summary>The extension's statuses.</summary>
    Statuses = 4,

    /// <summary>The extension's errorInfo.</summary>
    ErrorInfo = 8,

    /// <summary>Everywhere.</summary>
    All = Message | Details | Statuses | ErrorInfo,
}

/// <summary>
/// A long-running operation. Nothing runs in the background: its end is known when it starts, and after that time it is reported as ended.
/// </summary>
public sealed record ExtensionOperation
{
    /// <summary>The ID of the operation, a GUID.</summary>
    public required string Id { get; init; }

    /// <summary>The cluster's resource ID.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The extension's name.</summary>
    public required string ExtensionName { get; init; }

    /// <summary>The kind of operation.</summary>
    public required OperationKind Kind { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>The outcome.</summary>
    public OperationOutcome Outcome { get; init; }

    /// <summary>The reason of a failure.</summary>
    public string? Reason { get; init; }

    /// <summary>Where the reason is reported.</summary>
    public FailurePlaces ReasonIn { get; init; } = FailurePlaces.All;

    /// <summary>The version that is installed when it succeeds.</summary>
    public string? ResolvedVersion { get; init; }

    /// <summary>The resource ID in the spelling of the extensions service.</summary>
    [JsonIgnore]
    public string ResourceId
    {
        get
        {
            var (subscription, group, type, name) = ResourceIds.ParseCluster(ClusterId)!.Value;
            return $"/subscriptions/{subscription}/resourceGroups/{group}/providers/{type.Namespace}/{type.OperationType}/{name}"
                + $"/providers/{ResourceIds.ExtensionsNamespace}/extensions/{ExtensionName}/operations/{Id}";
        }
    }

    /// <summary>The status at a time.</summary>
    public string StatusAt(DateTimeOffset now) => now < EndsAt ? Kind.ToString() : Outcome.ToString();
}
