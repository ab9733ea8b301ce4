namespace AksExtensions;

/// <summary>What a long-running operation does.</summary>
public enum OperationKind
{
    /// <summary>A create (PUT).</summary>
    Create,

    /// <summary>An update (PATCH).</summary>
    Update,

    /// <summary>A delete (DELETE).</summary>
    Delete,
}

/// <summary>
/// An operation that was started in Azure and goes on there. Holds no secret: it can be exported, and waited for in another process on
/// another day with Wait-AksClusterExtension.
/// </summary>
public sealed class ExtensionOperation
{
    internal ExtensionOperation(
        OperationKind operation, ExtensionReference extension, DateTimeOffset startedAt, string status, string? rehydrationToken, string? requestId)
    {
        Operation = operation;
        Extension = extension;
        StartedAt = startedAt;
        Status = status;
        RehydrationToken = rehydrationToken;
        RequestId = requestId;
    }

    /// <summary>What the operation does: Create, Update or Delete.</summary>
    public string Kind => Operation.ToString();

    /// <summary>The instance's name.</summary>
    public string ExtensionName => Extension.Name;

    /// <summary>The cluster's resource id.</summary>
    public string ClusterId => Extension.Cluster.Id;

    /// <summary>When the request was sent, UTC.</summary>
    public DateTimeOffset StartedAt { get; }

    /// <summary>The state when it was last looked at, such as Creating or Succeeded.</summary>
    public string Status { get; }

    /// <summary>
    /// Where to ask for the state: Azure.Core's rehydration token, as JSON; null when the answer was final and nothing is left to ask.
    /// </summary>
    public string? RehydrationToken { get; }

    /// <summary>The x-ms-request-id of the request that started the operation.</summary>
    public string? RequestId { get; }

    /// <summary>The instance that the operation is about.</summary>
    internal ExtensionReference Extension { get; }

    /// <summary>What the operation does. <see cref="Kind"/> is its name, because a number in JSON says nothing.</summary>
    internal OperationKind Operation { get; }

    /// <summary>The same operation in another state.</summary>
    internal ExtensionOperation With(string status) => new(Operation, Extension, StartedAt, status, RehydrationToken, RequestId);

    /// <summary>What the operation does, to whom.</summary>
    public override string ToString() => $"{Kind} {ExtensionName}";
}
