using AksExtensions.Arm;
using AksExtensions.Settings;

namespace AksExtensions.Catalogue;

/// <summary>A checked request and its findings.</summary>
/// <param name="Request">The request.</param>
/// <param name="Renamed">A line for each setting that is sent under another key, for -Verbose.</param>
/// <param name="Findings">What the service refuses or might refuse.</param>
internal sealed record PreparedRequest<T>(T Request, IReadOnlyList<string> Renamed, IReadOnlyList<TypeFinding> Findings);

/// <summary>
/// Prepares a request before anything is sent to Azure: converts shorter names to keys, checks rules, and reads PEM files.
/// </summary>
internal static class RequestPreparation
{
    /// <summary>Prepares a create.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The name of the extension.</param>
    /// <param name="skipRules">Whether to skip the rules.</param>
    /// <param name="resolve">Resolves a path to one of the file system.</param>
    /// <exception cref="AksExtensionException"><c>SettingInvalid</c>: a PEM file cannot be read or has other content.</exception>
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

    /// <summary>Prepares an update. When its type is not known yet, <see cref="UpdateCompletion"/> completes it later.</summary>
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

    /// <summary>Converts Azure CLI's shorter names of settings to the keys of the service.</summary>
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

    /// <summary>Finds the setting of a shorter name of Azure CLI; null when it is none.</summary>
    internal static KnownSetting? Renamed(ExtensionTypeKnowledge? type, string key) =>
        type?.Settings.FirstOrDefault(setting => key.Equals(setting.AzureCliName, StringComparison.OrdinalIgnoreCase));

    private static bool Refuses(IReadOnlyList<TypeFinding> findings) => findings.Any(finding => finding.Severity == RuleSeverity.Error);
}
