using System.Text.Json;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>PATCH: changes the properties that can change. Settings are merged; protected settings are replaced as a whole.</summary>
internal sealed class ExtensionUpdate(EmulatorServices services)
{
    private static readonly string[] Allowed =
    [
        "autoUpgradeMinorVersion", "autoUpgradeMode", "releaseTrain", "version", "configurationSettings", "configurationProtectedSettings",
    ];

    private static readonly string[] VersionProperties = ["autoUpgradeMinorVersion", "autoUpgradeMode", "releaseTrain", "version"];

    private readonly OperationPlanner _planner = new(services);

    public ArmResponse Patch(ArmRequest request, ExtensionTarget target)
    {
        var existing = services.State.Extensions.Find(target.Cluster.Id, target.Name) ?? throw ExtensionsEndpoint.NotFound(target.Name);
        var body = request.JsonObject();
        OnlyAllowed(body, "PatchExtension", "", ["properties"]);
        var properties = body.Member("properties") ?? default;
        if (properties.ValueKind == JsonValueKind.Object)
            OnlyAllowed(properties, "PatchExtensionProperties", "properties.", Allowed);
        ExtensionRules.NotManaged(existing);
        ExtensionRules.NotBusy(existing, "PATCH");

        var given = ExtensionJson.ReadMap(properties.Member("configurationSettings"));
        var (extension, version) = WithVersion(existing, properties, target.Cluster);
        extension = extension with
        {
            ConfigurationSettings = Merge(existing.ConfigurationSettings, given),
            ConfigurationProtectedSettings = properties.Member("configurationProtectedSettings") is { } secrets
                ? ExtensionJson.ReadMap(secrets)
                : existing.ConfigurationProtectedSettings,
            ProvisioningState = nameof(OperationKind.Updating),
            Statuses = [],
            ErrorInfo = null,
            LastModifiedAt = services.Clock.UtcNow,
        };
        var operation = _planner.Plan(target.Cluster, extension.Name, OperationKind.Updating, given, version);
        services.State.Extensions.Start(extension, operation);
        return ArmResponse.Json(StatusCodes.Status202Accepted, w => ExtensionJson.Write(w, extension, target.ApiVersion))
            .WithAsyncOperation(request, operation, target.ApiVersion)
            .WithLocation(request, target.Cluster, operation, services.State.Extensions.CountOperations());
    }

    /// <summary>The extension with the version properties of the body, and the resulting version; null when the body has none.</summary>
    private static (Extension Extension, string? Version) WithVersion(Extension existing, JsonElement properties, Cluster cluster)
    {
        if (existing.CurrentVersion is not null && !VersionProperties.Any(name => properties.Member(name) is not null))
            return (existing, null);
        var asked = ExtensionJson.Text(properties, "version");
        var policy = UpgradePolicy.Read(
            properties, asked is not null, new UpgradePolicy(existing.AutoUpgradeMinorVersion, existing.AutoUpgradeMode));
        ExtensionRules.VersionOrUpgrades(asked, policy);
        var train = ExtensionJson.Text(properties, "releaseTrain");
        var pin = policy.Auto ? null : asked ?? existing.Version ?? existing.CurrentVersion;
        // The installed version needs no lookup, even when its train no longer has it.
        var version = train is null && pin is not null && pin == existing.CurrentVersion
            ? pin
            : VersionResolver.Resolve(cluster, existing.ExtensionType, train ?? existing.ReleaseTrain, pin);
        var changed = existing with
        {
            AutoUpgradeMinorVersion = policy.Auto,
            AutoUpgradeMode = policy.Mode,
            ReleaseTrain = train ?? existing.ReleaseTrain,
            Version = policy.Auto ? null : version,
        };
        return (changed, version);
    }

    private static OrderedDictionary<string, string> Merge(
        IReadOnlyDictionary<string, string> stored, OrderedDictionary<string, string> given)
    {
        var merged = new OrderedDictionary<string, string>(stored, StringComparer.Ordinal);
        foreach (var (key, value) in given)
            merged[key] = value;
        return merged;
    }

    private static void OnlyAllowed(JsonElement json, string type, string path, string[] allowed)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (!allowed.Contains(property.Name, StringComparer.OrdinalIgnoreCase))
            {
                throw ArmErrors.InvalidContent(
                    $"Could not find member '{property.Name}' on object of type '{type}'. "
                    + $"Path '{path}{property.Name}', line 1, position 1");
            }
        }
    }
}
