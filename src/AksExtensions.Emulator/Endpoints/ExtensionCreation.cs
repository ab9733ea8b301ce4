using System.Text.Json;
using AksExtensions.Emulator.ExtensionTypes;
using AksExtensions.Emulator.Http;
using AksExtensions.Emulator.Resources;

namespace AksExtensions.Emulator.Endpoints;

/// <summary>PUT: creates an extension or replaces it.</summary>
internal sealed class ExtensionCreation(EmulatorServices services)
{
    private readonly OperationPlanner _planner = new(services);

    public ArmResponse Put(ArmRequest request, ExtensionTarget target)
    {
        var (extension, operation, isNew) = Create(request.JsonObject(), target);
        return ArmResponse.Json(isNew ? StatusCodes.Status201Created : services.Settings.ReplaceStatus, w => ExtensionJson.Write(w, extension, target.ApiVersion))
            .WithAsyncOperation(request, operation, target.ApiVersion)
            .WithLocation(request, target.Cluster, operation, services.State.Extensions.CountOperations());
    }

    /// <summary>Starts to create an extension or to replace it.</summary>
    public (Extension Extension, ExtensionOperation Operation, bool IsNew) Create(JsonElement body, ExtensionTarget target)
    {
        var properties = body.Member("properties") is { ValueKind: JsonValueKind.Object } p
            ? p
            : throw ArmErrors.InvalidContent("Required property 'properties' not found in JSON. Path '', line 1, position 1");
        var typeName = ExtensionJson.Text(properties, "extensionType");
        if (string.IsNullOrWhiteSpace(typeName))
            throw ArmErrors.BadRequest("BadRequest", "The extensionType property is required to create an extension.");

        var type = ExtensionTypeCatalogue.Instance.Find(typeName);
        var pin = ExtensionJson.Text(properties, "version");
        var policy = UpgradePolicy.Read(properties, pin is not null, UpgradePolicy.Default);
        ExtensionRules.VersionOrUpgrades(pin, policy);
        var train = ExtensionJson.Text(properties, "releaseTrain") ?? "Stable";
        var scope = Scope(ExtensionJson.ReadScope(properties.Member("scope")), type, target.Name);
        var plan = body.Member("plan") is { } planJson ? ExtensionJson.ReadPlan(planJson) : null;
        PlanIfNeeded(type, plan);
        var version = VersionResolver.Resolve(target.Cluster, typeName, train, pin);

        var existing = services.State.Extensions.Find(target.Cluster.Id, target.Name);
        if (existing is not null)
        {
            ExtensionRules.NotManaged(existing);
            ExtensionRules.NotBusy(existing, "PUT");
        }

        var now = services.Clock.UtcNow;
        var extension = new Extension
        {
            ClusterId = target.Cluster.Id,
            Name = existing?.Name ?? target.Name,
            ExtensionType = typeName,
            AutoUpgradeMinorVersion = policy.Auto,
            AutoUpgradeMode = policy.Mode,
            ReleaseTrain = train,
            // Without upgrades the current version becomes the pin, whether it was requested or not.
            Version = policy.Auto ? null : version,
            Scope = scope,
            ConfigurationSettings = ExtensionJson.ReadMap(properties.Member("configurationSettings")),
            ConfigurationProtectedSettings = ExtensionJson.ReadMap(properties.Member("configurationProtectedSettings")),
            ProvisioningState = nameof(OperationKind.Creating),
            Identity = Identity(body, target.Cluster),
            Plan = plan,
            CreatedAt = existing?.CreatedAt ?? now,
            LastModifiedAt = now,
        };
        var operation = _planner.Plan(target.Cluster, extension.Name, OperationKind.Creating, extension.ConfigurationSettings, version);
        services.State.Extensions.Start(extension, operation);
        return (extension, operation, existing is null);
    }

    private static ExtensionIdentity? Identity(JsonElement body, Cluster cluster)
    {
        if (body.Member("identity") is not { } identity || cluster.Kind == ClusterKind.Fleet)
            return null;
        return new ExtensionIdentity(ExtensionJson.Text(identity, "type") ?? "SystemAssigned", Guid.NewGuid().ToString());
    }

    private static ExtensionScope Scope(ExtensionScope? asked, ExtensionType? type, string name)
    {
        if (asked is { IsCluster: false })
        {
            if (string.IsNullOrEmpty(asked.Namespace))
                throw ArmErrors.BadRequest("BadRequest", "The targetNamespace property is required for the scope 'namespace'.");
            if (type is { ClusterScopeOnly: true })
                throw ArmErrors.BadRequest("BadRequest", $"Extension type {type.Name} can be installed only at 'cluster' scope.");
            return asked;
        }

        return new ExtensionScope(true, asked?.Namespace ?? type?.DefaultReleaseNamespace ?? name);
    }

    private static void PlanIfNeeded(ExtensionType? type, ExtensionPlan? plan)
    {
        if (type?.Plan is not null && plan is null)
        {
            throw ArmErrors.BadRequest(
                "ResourcePurchaseValidationFailed",
                $"User failed validation to purchase resources. Error message: 'Extension type {type.Name} requires plan information: "
                + "publisher, product and name.'");
        }
    }
}
