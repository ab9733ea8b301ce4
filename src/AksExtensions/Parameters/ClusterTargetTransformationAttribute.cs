using System.Collections;
using System.Management.Automation;

namespace AksExtensions.Parameters;

/// <summary>
/// Reads any list of clusters: resource ids, objects with an Id or ResourceId (Get-AzAksCluster, Get-AzResource), rows with an id or with
/// ResourceGroupName and ClusterName or Name, and this module's own objects, live or deserialised.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ClusterTargetTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : inputData;
        return value is IEnumerable list and not (string or IDictionary)
            ? list.Cast<object?>().Select(Read).ToArray()
            : new[] { Read(inputData) };
    }

    private static ClusterTarget Read(object? input)
    {
        try
        {
            return Find(input);
        }
        catch (AksExtensionException refusal)
        {
            return new(refusal) { Input = input };
        }
    }

    private static ClusterTarget Find(object? input) => (input is PSObject wrapper ? wrapper.BaseObject : input) switch
    {
        null => throw Errors.ClusterIdInvalid("$null", "it has no value"),
        ClusterTarget target => target,
        ClusterReference cluster => new(cluster),
        ClusterExtension extension => new(extension.Cluster, extension.Name)
        {
            IsBeingDeleted = ProvisioningStates.Is(extension.ProvisioningState, "Deleting"),
        },
        ExtensionOperation operation => FromOperation(operation),
        string id => FromId(id.Trim()),
        IDictionary row => FromProperties(
            input!, name => row.Contains(name) ? row[name] : null, [.. row.Keys.Cast<object>().Select(key => key.ToString() ?? string.Empty)]),
        var value => FromObject(PSObject.AsPSObject(input!), value is PSCustomObject),
    };

    private static ClusterTarget FromObject(PSObject source, bool isRow) => FromProperties(
        source,
        name => source.Properties[name] is { IsGettable: true } property ? property.Value : null,
        isRow ? [.. source.Properties.Select(property => property.Name)] : null);

    private static ClusterTarget FromProperties(object source, Func<string, object?> get, IReadOnlyList<string>? headers)
    {
        if (OperationReader.Read(get) is { } operation)
        {
            return FromOperation(operation);
        }

        var row = new ClusterRow(get, headers);
        if (row.ExtensionName is { } extensionName)
        {
            ExtensionReference.ValidateName(extensionName);
        }

        if (row.Id is { } id)
        {
            return FromId(id, row.ExtensionName);
        }

        return row.ResourceGroupName is { } group && row.ClusterName is { } name
            ? new(row.SubscriptionId, group, name, row.ClusterType, row.ClusterResourceProvider) { ExtensionName = row.ExtensionName, Input = source }
            : throw Errors.ClusterIdInvalid(row.Describe() ?? source.ToString() ?? source.GetType().Name, row.Reason());
    }

    // The extension that an id names wins over the one beside it.
    private static ClusterTarget FromId(string id, string? extensionName = null) => id.Length == 0
        ? throw Errors.ClusterIdInvalid(id, "it is empty")
        : new(ClusterReference.Parse(id, out var ownExtensionName), ownExtensionName ?? extensionName);

    private static ClusterTarget FromOperation(ExtensionOperation operation) =>
        new(operation.Extension.Cluster, operation.ExtensionName, operation);
}
