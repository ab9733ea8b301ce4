using System.Collections;

namespace AksExtensions.Parameters;

/// <summary>Takes a list of one item for the item, as scripts have it that were written for a parameter that is a list.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SingleItemAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ((inputData as PSObject)?.BaseObject ?? inputData) is IList { Count: 1 } list ? list[0] : inputData;
}
