using AksExtensions.Arm;
using AksExtensions.Catalogue;

namespace AksExtensions.Estate;

/// <summary>Finds the extensions for which Azure has a newer version on their release train.</summary>
/// <param name="types">The extension types.</param>
/// <param name="regions">The regions of clusters by ID. About a cluster that is not among them, Azure is asked by the cluster itself.</param>
internal sealed class OutdatedReader(IExtensionTypeClient types, IReadOnlyDictionary<string, string> regions)
{
    private readonly NewestVersionReader _newest = new(types, regions);

    /// <summary>The extensions that are outdated, each with its newest version. Those without an installed version are not.</summary>
    /// <param name="extensions">Some of the extensions; answers are kept for the next ones.</param>
    /// <param name="failed">Called, on any thread, for a type whose versions Azure does not return: its extensions are left out.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="AksExtensionException"><c>ExtensionTypesUnavailable</c>: Azure returns no versions here.</exception>
    public async Task<IReadOnlyList<ClusterExtension>> SelectAsync(
        IReadOnlyList<ClusterExtension> extensions, Action<string, AksExtensionException> failed, CancellationToken cancellationToken)
    {
        var installed = extensions.Where(extension => !string.IsNullOrEmpty(extension.ExtensionType) && !string.IsNullOrEmpty(extension.CurrentVersion)).ToList();
        await _newest.ReadAsync(installed, failed, cancellationToken);
        var outdated = new List<ClusterExtension>();
        foreach (var extension in installed)
        {
            if (_newest.Of(extension) is { } newest && VersionOrder.Compare(extension.CurrentVersion, newest) < 0)
            {
                extension.NewestVersion = newest;
                outdated.Add(extension);
            }
        }

        return outdated;
    }
}
