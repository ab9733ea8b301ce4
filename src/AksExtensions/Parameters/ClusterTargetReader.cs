using System.Collections;

namespace AksExtensions.Parameters;

/// <summary>
/// Reads what may name a cluster: resource IDs, names, objects with an Id or ResourceId (Get-AzAksCluster, Get-AzResource), rows with an ID or
/// with a cluster's name, and this module's own objects, live or deserialized.
/// </summary>
internal static class ClusterTargetReader
{
    /// <summary>Reads a list of clusters, or one.</summary>
    public static ClusterTarget[] ReadAll(object? input)
    {
        var value = input is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : input;
        return value is IEnumerable list and not (string or IDictionary)
            ? list.Cast<object?>().Select(Read).ToArray()
            : [Read(input)];
    }

    /// <summary>Reads one cluster; what names none becomes a target with a refusal.</summary>
    public static ClusterTarget Read(object? input)
    {
        try
        {
            return Find(input);
        }
        catch (AksExtensionException refusal)
        {
            return new(refusal) { Input = ClusterRow.Of(input)?.Shown ?? input };
        }
    }

    private static ClusterTarget Find(object? input) => (input is PSObject wrapper ? wrapper.BaseObject : input) switch
    {
        null => throw Errors.ClusterIdInvalid("$null", "it has no value"),
        ClusterTarget target => target,
        ClusterReference cluster => new(cluster),
        ClusterExtension extension => new(extension.Reference, extension.Name)
        {
            IsBeingDeleted = ProvisioningStates.Is(extension.ProvisioningState, "Deleting"),
        },
        ExtensionOperation operation => FromOperation(operation),
        string text => FromText(text.Trim()),
        _ => FromRow(ClusterRow.Of(input)!, input!),
    };

    private static ClusterTarget FromRow(ClusterRow row, object source)
    {
        if (OperationReader.Read(row.Get) is { } operation)
        {
            return FromOperation(operation);
        }

        if (row.ExtensionName is { } extensionName)
        {
            ExtensionReference.ValidateName(extensionName);
        }

        if (row.Id is { } id)
        {
            return FromId(id, row.ExtensionName, row.Columns);
        }

        // Any object has a name; only a row, or an object with a resource group, names a cluster with it.
        return row.ClusterName is { } name && (row.ResourceGroupName is not null || row.IsRow)
            ? new(row.SubscriptionId, row.ResourceGroupName, name, row.ClusterType, row.ClusterResourceProvider)
            {
                ExtensionName = row.ExtensionName,
                Input = row.Shown,
                Columns = row.Columns,
                NoGroup = row.ResourceGroupName is null ? NoCluster(row, source) : null,
            }
            : throw NoCluster(row, source);
    }

    private static AksExtensionException NoCluster(ClusterRow row, object source) =>
        Errors.ClusterIdInvalid(row.Describe() ?? source.ToString() ?? source.GetType().Name, row.Reason());

    private static ClusterTarget FromText(string text) => ClusterText.Refusal(text) is { } reason ? throw Errors.ClusterIdInvalid(text, reason)
        : text.Contains('/', StringComparison.Ordinal) ? FromId(text)
        : new(null, null, text) { Input = text };

    // The extension that an ID names wins over the one beside it.
    private static ClusterTarget FromId(string id, string? extensionName = null, RowColumns? columns = null) =>
        ClusterText.Refusal(id) is { } reason
            ? throw Errors.ClusterIdInvalid(id, reason)
            : new(ClusterReference.Parse(id, out var ownExtensionName), ownExtensionName ?? extensionName) { Columns = columns ?? RowColumns.None };

    private static ClusterTarget FromOperation(ExtensionOperation operation) =>
        new(operation.Extension.Cluster, operation.ExtensionName, operation);
}
