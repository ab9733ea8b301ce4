using System.Text.Json.Serialization;

namespace AksExtensions.Emulator.Resources;

/// <summary>What an operation does; the words are its status while it is under way.</summary>
public enum OperationKind
{
    /// <summary>A PUT.</summary>
    Creating,

    /// <summary>A PATCH.</summary>
    Updating,

    /// <summary>A DELETE.</summary>
    Deleting,
}

/// <summary>How an operation ends.</summary>
public enum OperationOutcome
{
    /// <summary>Well.</summary>
    Succeeded,

    /// <summary>With an error.</summary>
    Failed,

    /// <summary>Given up.</summary>
    Canceled,
}

/// <summary>The places where the service may tell the reason of a failure; clients must look in all of them.</summary>
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
/// A long-running operation. Nothing happens in the background: its end is known when it starts,
/// and whoever looks after that time sees it ended.
/// </summary>
public sealed record ExtensionOperation
{
    /// <summary>The operation's id, a GUID.</summary>
    public required string Id { get; init; }

    /// <summary>The cluster's resource id.</summary>
    public required string ClusterId { get; init; }

    /// <summary>The extension's name.</summary>
    public required string ExtensionName { get; init; }

    /// <summary>What it does.</summary>
    public required OperationKind Kind { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ends.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>How it ends.</summary>
    public OperationOutcome Outcome { get; init; }

    /// <summary>The reason of a failure.</summary>
    public string? Reason { get; init; }

    /// <summary>Where the reason is told.</summary>
    public FailurePlaces ReasonIn { get; init; } = FailurePlaces.All;

    /// <summary>The version that is installed when it ends well.</summary>
    public string? ResolvedVersion { get; init; }

    /// <summary>The resource id, spelled as the extensions service spells it.</summary>
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
