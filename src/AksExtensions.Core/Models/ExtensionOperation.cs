using System.Globalization;

namespace AksExtensions;

/// <summary>The kind of a long-running operation.</summary>
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
/// An operation that runs in Azure. It contains no secrets: you can export it, and wait for it with Wait-AksClusterExtension in another process
/// on another day.
/// </summary>
public sealed class ExtensionOperation
{
    internal ExtensionOperation(
        OperationKind operation, ExtensionReference extension, DateTimeOffset startedAt, string status, string? rehydrationToken, string? requestId)
    {
        Operation = operation;
        Extension = extension;
        Started = startedAt;
        Status = status;
        RehydrationToken = rehydrationToken;
        RequestId = requestId;
    }

    /// <summary>The kind of operation: Create, Update or Delete.</summary>
    public string Kind => Operation.ToString();

    /// <summary>The name of the extension.</summary>
    public string ExtensionName => Extension.Name;

    /// <summary>The resource ID of the cluster.</summary>
    public string ClusterId => Extension.Cluster.Id;

    /// <summary>When the request was sent, in UTC and ISO 8601, such as <c>2026-11-25T20:42:07Z</c>.</summary>
    public string StartedAt => Started.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The cluster's name.</summary>
    public string Cluster => Extension.Cluster.Name;

    /// <summary>The same as <see cref="Cluster"/>, under the name that parameters use.</summary>
    public string ClusterName => Extension.Cluster.Name;

    /// <summary>The state when it was last read, such as Creating or Succeeded.</summary>
    public string Status { get; }

    /// <summary>
    /// The address of the state: Azure.Core's rehydration token, as JSON; null when the answer was already final.
    /// </summary>
    public string? RehydrationToken { get; }

    /// <summary>The x-ms-request-id of the request that started the operation.</summary>
    public string? RequestId { get; }

    /// <summary>The extension.</summary>
    internal ExtensionReference Extension { get; }

    /// <summary>The kind of operation. <see cref="Kind"/> is its name, because JSON would contain a number.</summary>
    internal OperationKind Operation { get; }

    /// <summary>When this command began with the target, as a timestamp of its clock; null in another command.</summary>
    internal long? Since { get; private init; }

    /// <summary>When the request was sent.</summary>
    internal DateTimeOffset Started { get; }

    /// <summary>The same operation in another state.</summary>
    internal ExtensionOperation With(string status) =>
        new(Operation, Extension, Started, status, RehydrationToken, RequestId) { Since = Since };

    /// <summary>The same operation, whose target was begun with at this time.</summary>
    internal ExtensionOperation BegunAt(long since) => new(Operation, Extension, Started, Status, RehydrationToken, RequestId) { Since = since };

    /// <summary>The kind of operation and its target.</summary>
    public override string ToString() => $"{Kind} {ExtensionName}";
}
