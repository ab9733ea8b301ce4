using AksExtensions.Arm;
using AksExtensions.Settings;

namespace AksExtensions.Catalogue;

/// <summary>A request that was checked, with what is to be said about it.</summary>
/// <param name="Request">The request.</param>
/// <param name="Renamed">The settings that are sent under another key, a line each: for -Verbose.</param>
/// <param name="Findings">What the service refuses or may refuse.</param>
internal sealed record PreparedRequest<T>(T Request, IReadOnlyList<string> Renamed, IReadOnlyList<TypeFinding> Findings);

/// <summary>
/// What happens to a request between the parameters and the first request to Azure: shorter names get their keys, rules are checked, and PEM
/// files are read. Nothing is asked of Azure.
/// </summary>
internal static class RequestPreparation
{
    /// <summary>Prepares a create.</summary>
    /// <param name="request">What was given.</param>
    /// <param name="name">The instance's name.</param>
    /// <param name="skipRules">Whether no rules are checked.</param>
    /// <param name="resolve">Gives a path the form that the file system takes.</param>
    /// <exception cref="AksExtensionException"><c>SettingInvalid</c>: a PEM file that cannot be read or holds something else.</exception>
    public static PreparedRequest<CreateExtensionRequest> Prepare(
        CreateExtensionRequest request, string? name, bool skipRules, Func<string, string> resolve)
    {
        ArgumentNullException.ThrowIfNull(request);
        var type = TypeCatalogue.BuiltIn.Find(request.ExtensionType);
        var (plain, renamed) = Rename(type, request.ConfigurationSettings, request.ConfigurationProtectedSettings);
        request = request with { ConfigurationSettings = plain };
        var findings = skipRules ? [] : TypeRules.Check(type, request, name);
        if (type is null || Refuses(findings))
        {
            return new(request, renamed, findings);
        }

        var (secrets, read) = PemFiles.Read(type, request.ConfigurationProtectedSettings, resolve);
        return new(request with { ConfigurationProtectedSettings = secrets }, [.. renamed, .. read], findings);
    }

    /// <summary>Prepares an update whose type may not be known yet. What depends on the type then waits for <see cref="UpdateCompletion"/>.</summary>
    /// <inheritdoc cref="Prepare(CreateExtensionRequest, string?, bool, Func{string, string})"/>
    public static PreparedRequest<UpdateExtensionRequest> Prepare(UpdateExtensionRequest request, bool skipRules, Func<string, string> resolve)
    {
        ArgumentNullException.ThrowIfNull(request);
        var type = TypeCatalogue.BuiltIn.Find(request.ExpectedExtensionType);
        var (plain, renamed) = Rename(type, request.ConfigurationSettings, request.ConfigurationProtectedSettings);
        request = request with { ConfigurationSettings = plain };
        var findings = skipRules ? [] : TypeRules.Check(type, request);
        if (type is null || Refuses(findings))
        {
            return new(request, renamed, findings);
        }

        var (secrets, read) = PemFiles.Read(type, request.ConfigurationProtectedSettings, resolve);
        return new(request with { ConfigurationProtectedSettings = secrets }, [.. renamed, .. read], findings);
    }

    /// <summary>Gives settings that have Azure CLI's shorter names the keys that the service knows.</summary>
    public static CompletedRequest<IReadOnlyDictionary<string, string>?> Rename(
        ExtensionTypeKnowledge? type, IReadOnlyDictionary<string, string>? plain, IReadOnlyDictionary<string, SecretValue>? secrets)
    {
        var renamed = new List<string>();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in plain ?? new Dictionary<string, string>())
        {
            var known = Renamed(type, key);
            var isFree = known is not null && plain!.ContainsKey(known.Key) is false && secrets?.ContainsKey(known.Key) is not true
                && !settings.ContainsKey(known.Key);
            settings[isFree ? known!.Key : key] = value;
            if (isFree)
            {
                renamed.Add($"'{key}' is sent as '{known!.Key}'");
            }
        }

        return new(renamed.Count == 0 ? plain : settings, renamed);
    }

    /// <summary>The setting that Azure CLI knows by this shorter name; null when it is none.</summary>
    internal static KnownSetting? Renamed(ExtensionTypeKnowledge? type, string key) =>
        type?.Settings.FirstOrDefault(setting => key.Equals(setting.AzureCliName, StringComparison.OrdinalIgnoreCase));

    private static bool Refuses(IReadOnlyList<TypeFinding> findings) => findings.Any(finding => finding.Severity == RuleSeverity.Error);
}
