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
    /// <summary>What the operation does.</summary>
    public required OperationKind Kind { get; init; }

    /// <summary>The instance's name.</summary>
    public required string ExtensionName { get; init; }

    /// <summary>The cluster's resource id.</summary>
    public required string ClusterId { get; init; }

    /// <summary>When the request was sent, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The state when it was last looked at, such as Creating or Succeeded.</summary>
    public required string Status { get; init; }

    /// <summary>
    /// Where to ask for the state: Azure.Core's rehydration token, as JSON; null when the answer was final and nothing is left to ask.
    /// </summary>
    public string? RehydrationToken { get; init; }

    /// <summary>The x-ms-request-id of the request that started the operation.</summary>
    public string? RequestId { get; init; }

    /// <summary>The instance that the operation is about.</summary>
    internal ExtensionReference Extension => new(ClusterReference.Parse(ClusterId, out _), ExtensionName);

    /// <summary>The same operation in another state.</summary>
    internal ExtensionOperation With(string status) => new()
    {
        Kind = Kind,
        ExtensionName = ExtensionName,
        ClusterId = ClusterId,
        StartedAt = StartedAt,
        Status = status,
        RehydrationToken = RehydrationToken,
        RequestId = RequestId,
    };

    /// <summary>What the operation does, to whom.</summary>
    public override string ToString() => $"{Kind} {ExtensionName}";
}
