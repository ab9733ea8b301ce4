namespace AksExtensions.Parameters;

/// <summary>
/// Reads any list of clusters. <see cref="ClusterTarget"/> converts itself as well; this also takes what PowerShell converts no type from:
/// nothing at all, and the elements of a list that holds it.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ClusterTargetTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => ClusterTargetReader.ReadAll(inputData);
}
