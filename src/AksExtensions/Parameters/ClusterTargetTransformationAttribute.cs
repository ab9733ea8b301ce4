using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace AksExtensions.Parameters;

/// <summary>
/// Reads any list of clusters: resource ids, objects with an Id or ResourceId (Get-AzAksCluster, Get-AzResource), rows with
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
            return Find(input) ?? throw Errors.ClusterIdInvalid(
                Describe(input), "it has no resource id, and no ResourceGroupName with a ClusterName or Name");
        }
        catch (AksExtensionException refusal)
        {
            return new(refusal);
        }
    }

    private static ClusterTarget? Find(object? input) => (input is PSObject wrapper ? wrapper.BaseObject : input) switch
    {
        null => null,
        ClusterTarget target => target,
        ClusterReference cluster => new(cluster),
        ClusterExtension extension => new(extension.Cluster, extension.Name),
        ExtensionOperation operation => FromOperation(operation),
        string id => FromId(id),
        IDictionary row => FromProperties(name => row.Contains(name) ? row[name] : null),
        _ => FromObject(PSObject.AsPSObject(input!)),
    };

    private static ClusterTarget? FromObject(PSObject source) =>
        FromProperties(name => source.Properties[name] is { IsGettable: true } property ? property.Value : null);

    private static ClusterTarget? FromProperties(Func<string, object?> get)
    {
        string? Text(params string[] names) => names
            .Select(name => get(name) is { } value ? Convert.ToString(value is PSObject wrapped ? wrapped.BaseObject : value, CultureInfo.InvariantCulture) : null)
            .FirstOrDefault(text => !string.IsNullOrEmpty(text));

        if (OperationReader.Read(get) is { } operation)
        {
            return FromOperation(operation);
        }

        if (Text("ResourceId", "Id") is { } id && id.StartsWith('/'))
        {
            return FromId(id);
        }

        return Text("ResourceGroupName", "ResourceGroup") is { } group && Text("ClusterName", "Name") is { } name
            ? new(Text("SubscriptionId"), group, name, Text("ClusterType"), Text("ClusterResourceProvider"))
            : null;
    }

    private static ClusterTarget FromId(string id) => new(ClusterReference.Parse(id, out var extensionName), extensionName);

    private static ClusterTarget FromOperation(ExtensionOperation operation) =>
        new(operation.Extension.Cluster, operation.ExtensionName, operation);

    private static string Describe(object? input) => input switch
    {
        null => "$null",
        PSObject { BaseObject: PSCustomObject } row => string.Join(", ", row.Properties.Select(property => property.Name)),
        _ => input.ToString() ?? input.GetType().Name,
    };
}
