namespace AksExtensions.Parameters;

/// <summary>Converts whatever names a cluster.</summary>
public sealed class ClusterTargetConverter : ArgumentConverter<ClusterTarget>
{
    private protected override ClusterTarget Read(object value) => ClusterTargetReader.Read(value);
}
