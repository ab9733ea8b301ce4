using AksExtensions.Arm;

namespace AksExtensions.Catalogue;

/// <summary>
/// Completes an update with the type and state of the extension, after it has been read. Paths are resolved in the constructor, on PowerShell's
/// thread; files are read on the thread that completes the update.
/// </summary>
internal sealed class UpdateCompletion
{
    private readonly UpdateExtensionRequest _request;
    private readonly bool _skipRules;
    private readonly Dictionary<string, string> _paths;

    /// <param name="request">The prepared update.</param>
    /// <param name="resolve">Resolves a path to one of the file system.</param>
    /// <param name="skipRules">Whether to skip the rules.</param>
    public UpdateCompletion(UpdateExtensionRequest request, Func<string, string> resolve, bool skipRules = false)
    {
        ArgumentNullException.ThrowIfNull(request);
        (_request, _skipRules) = (request, skipRules);
        _paths = [];
        foreach (var setting in PemFiles.Given(type: null, request.ConfigurationProtectedSettings))
        {
            // A value that is not a path is refused only if the type of the extension expects one.
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

    /// <summary>Whether the extension must be read first, because one of the possible types needs more values.</summary>
    /// <param name="cluster">The cluster.</param>
    public bool NeedsInstance(ClusterReference cluster) =>
        Types().Any(type => TypeAdditions.MayComplete(type, _request, cluster) || MayBreakRule(type)
            || _request.ConfigurationSettings?.Keys.Any(key => RequestPreparation.Renamed(type, key) is not null) == true
            || PemFiles.Given(type, _request.ConfigurationProtectedSettings).Any() || PemFiles.Copied(type, _request.ConfigurationProtectedSettings).Any());

    /// <summary>The additions that might apply, with their conditions, before the extension has been read.</summary>
    /// <param name="cluster">The cluster.</param>
    public IReadOnlyList<string> Preview(ClusterReference cluster) =>
        TypeCatalogue.BuiltIn.Find(_request.ExpectedExtensionType) is { } type ? TypeAdditions.Preview(type, _request, cluster) : [];

    /// <summary>Completes the update.</summary>
    /// <param name="current">The current extension.</param>
    /// <param name="completion">Reads what the type depends on.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="AksExtensionException"><c>TypeRuleViolated</c>; <c>SettingInvalid</c>: a PEM file cannot be read or has other content; or an
    /// answer of Azure.</exception>
    public async Task<CompletedRequest<UpdateExtensionRequest>> CompleteAsync(
        ClusterExtension current, RequestCompletion completion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(completion);
        if (TypeCatalogue.BuiltIn.Find(current.ExtensionType) is not { } type)
        {
            return new(_request, []);
        }

        // When the type was specified, the update is already prepared, and nothing more is found here.
        var (plain, renamed) = RequestPreparation.Rename(type, _request.ConfigurationSettings, _request.ConfigurationProtectedSettings);
        var (secrets, read) = PemFiles.Read(type, _request.ConfigurationProtectedSettings, Resolve);
        var request = _request with { ConfigurationSettings = plain, ConfigurationProtectedSettings = secrets };
        IReadOnlyList<TypeFinding> findings = _skipRules || _request.ExpectedExtensionType is not null ? [] : TypeRules.Check(type, request);
        TypeRules.Refuse(type.Name, findings, new ExtensionReference(current.Reference, current.Name).Id);
        var completed = await completion.CompleteAsync(type, request, current, _skipRules, cancellationToken);
        return completed with { Added = [.. renamed, .. read, .. completed.Added], Findings = [.. findings, .. completed.Findings] };
    }

    private string Resolve(string path) => _paths.GetValueOrDefault(path) ?? throw Errors.SettingsFileNotFound(string.Empty, "cannot be found");

    // The rules about settings can break where the type is not specified, too; for those about versions and trains, nothing is read.
    private bool MayBreakRule(ExtensionTypeKnowledge type) => !_skipRules
        && (TypeRules.CheckChange(type, _request).Count > 0 || FactRules.MayApply(type, _request));

    private IEnumerable<ExtensionTypeKnowledge> Types() => _request.ExpectedExtensionType is not { } said
        ? TypeCatalogue.BuiltIn.All
        : TypeCatalogue.BuiltIn.Find(said) is { } type ? [type] : [];
}
