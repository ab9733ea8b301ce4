using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>The extension of a request, whether it exists or not.</summary>
internal sealed record ExtensionTarget(Cluster Cluster, string Name, string ApiVersion)
{
    public string Id => ResourceIds.Extension(Cluster.Id, Name);
}
