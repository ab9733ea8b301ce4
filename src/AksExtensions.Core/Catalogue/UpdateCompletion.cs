using AksExtensions.Arm;

namespace AksExtensions.Catalogue;

/// <summary>
/// Completes an update by the instance's own type and state, once it has been read. Paths are resolved when this is made, on PowerShell's
/// thread; files are read on whatever thread completes the update.
/// </summary>
internal sealed class UpdateCompletion
{
    private readonly UpdateExtensionRequest _request;
    private readonly Dictionary<string, string> _paths;

    /// <param name="request">The prepared update.</param>
    /// <param name="resolve">Gives a path the form that the file system takes.</param>
    public UpdateCompletion(UpdateExtensionRequest request, Func<string, string> resolve)
    {
        ArgumentNullException.ThrowIfNull(request);
        _request = request;
        _paths = [];
        foreach (var setting in PemFiles.Given(type: null, request.ConfigurationProtectedSettings))
        {
            // A value that is no path is refused only when the instance's type takes it for one.
            var value = request.ConfigurationProtectedSettings![setting.Key].Reveal();
            try
            {
                _paths[value] = resolve(value);
            }
            catch (AksExtensionException)
            {
                _paths.Remove(value);
            }
        }
    }

    /// <summary>Whether the instance has to be read first: some type that it may have needs more than was given.</summary>
    /// <param name="cluster">The cluster.</param>
    public bool NeedsInstance(ClusterReference cluster) =>
        Types().Any(type => TypeAdditions.MayComplete(type, _request, cluster)
            || _request.ConfigurationSettings?.Keys.Any(key => RequestPreparation.Renamed(type, key) is not null) == true
            || PemFiles.Given(type, _request.ConfigurationProtectedSettings).Any());

    /// <summary>What may be added, with its condition, as far as it is known before the instance is read.</summary>
    /// <param name="cluster">The cluster.</param>
    public IReadOnlyList<string> Preview(ClusterReference cluster) =>
        TypeCatalogue.BuiltIn.Find(_request.ExpectedExtensionType) is { } type ? TypeAdditions.Preview(type, _request, cluster) : [];

    /// <summary>Completes the update.</summary>
    /// <param name="current">The instance.</param>
    /// <exception cref="AksExtensionException"><c>SettingInvalid</c>: a PEM file that cannot be read or holds something else.</exception>
    public CompletedRequest<UpdateExtensionRequest> Complete(ClusterExtension current)
    {
        ArgumentNullException.ThrowIfNull(current);
        if (TypeCatalogue.BuiltIn.Find(current.ExtensionType) is not { } type)
        {
            return new(_request, []);
        }

        // Prepared already when the type was said; then neither finds anything more.
        var (plain, renamed) = RequestPreparation.Rename(type, _request.ConfigurationSettings, _request.ConfigurationProtectedSettings);
        var (secrets, read) = PemFiles.Read(type, _request.ConfigurationProtectedSettings, Resolve);
        var (request, added) = TypeAdditions.Complete(
            type, _request with { ConfigurationSettings = plain, ConfigurationProtectedSettings = secrets }, current);
        return new(request, [.. renamed, .. read, .. added]);
    }

    private string Resolve(string path) => _paths.GetValueOrDefault(path) ?? throw Errors.SettingsFileNotFound(string.Empty, "cannot be found");

    private IEnumerable<ExtensionTypeKnowledge> Types() => _request.ExpectedExtensionType is not { } said
        ? TypeCatalogue.BuiltIn.All
        : TypeCatalogue.BuiltIn.Find(said) is { } type ? [type] : [];
}
