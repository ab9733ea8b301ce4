using System.Text.Json;
using AksExtensions.Arm;

namespace AksExtensions.Azure;

/// <summary>Converts ARM's JSON to models. Properties without a name in a model are kept in AdditionalProperties.</summary>
internal static class ModelMapper
{
    private static readonly HashSet<string> KnownExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        "id", "name", "type", "identity", "plan", "systemData", "properties", "managedBy",
    };

    private static readonly HashSet<string> KnownExtensionProperties = new(StringComparer.OrdinalIgnoreCase)
    {
        "extensionType", "autoUpgradeMinorVersion", "autoUpgradeMode", "releaseTrain", "version", "currentVersion", "scope",
        "configurationSettings", "configurationProtectedSettings", "statuses", "provisioningState", "errorInfo", "customLocationSettings",
        "packageUri", "aksAssignedIdentity", "isSystemExtension", "extensionState", "managedBy", "managementDetails", "additionalDetails",
    };

    private static readonly HashSet<string> KnownType = new(StringComparer.OrdinalIgnoreCase)
    {
        "extensionType", "description", "publisher", "isSystemExtension", "isManagedIdentityRequired", "supportedClusterTypes",
        "clusterTypes", "supportedScopes", "planInfo", "supportedRegions", "additionalDetails",
    };

    private static readonly HashSet<string> KnownVersion = new(StringComparer.OrdinalIgnoreCase)
    {
        "version", "supportedClusterTypes", "unsupportedKubernetesVersions", "releaseTrain", "isFipsCompliant",
        "additionalDetails",
    };

    /// <summary>An extension.</summary>
    /// <param name="resource">The resource's JSON.</param>
    /// <param name="cluster">The cluster of the request.</param>
    /// <param name="askedName">The requested name, if the answer does not repeat it (some PATCH answers); null in a list.</param>
    public static ClusterExtension Extension(JsonElement resource, ClusterReference cluster, string? askedName = null)
    {
        var properties = resource.Property("properties") ?? default;
        var statuses = new JsonList<ExtensionStatus>(properties.Array("statuses").Select(PartMapper.Status));
        var errorInfo = properties.Property("errorInfo") is { } error ? PartMapper.ErrorInfo(error) : null;
        var scope = properties.Property("scope") ?? default;
        var clusterScope = scope.Property("cluster");
        var namespaceScope = scope.Property("namespace");
        var name = resource.String("name") ?? askedName ?? string.Empty;
        return new(cluster)
        {
            Id = resource.String("id") ?? $"{cluster.Id}/providers/Microsoft.KubernetesConfiguration/extensions/{name}",
            Name = name,
            Type = resource.String("type"),
            ExtensionType = properties.String("extensionType"),
            ProvisioningState = properties.String("provisioningState"),
            StatusMessage = StatusMessage(statuses, errorInfo),
            CurrentVersion = properties.String("currentVersion"),
            PinnedVersion = properties.String("version"),
            AutoUpgradeMinorVersion = properties.Boolean("autoUpgradeMinorVersion"),
            AutoUpgradeMode = properties.String("autoUpgradeMode"),
            ReleaseTrain = properties.String("releaseTrain"),
            ScopeKind = clusterScope is not null ? ExtensionScope.Cluster : namespaceScope is not null ? ExtensionScope.Namespace : null,
            ReleaseNamespace = clusterScope?.String("releaseNamespace"),
            TargetNamespace = namespaceScope?.String("targetNamespace"),
            ConfigurationSettings = Settings(properties.Property("configurationSettings")),
            ConfigurationProtectedSettings = KeysOnly(properties.Property("configurationProtectedSettings")),
            Statuses = statuses,
            ErrorInfo = errorInfo,
            Plan = resource.Property("plan") is { } plan ? PartMapper.Plan(plan, "name", "publisher", "product") : null,
            Identity = PartMapper.Identity(resource.Property("identity")),
            AksAssignedIdentity = PartMapper.Identity(properties.Property("aksAssignedIdentity")),
            CustomLocationSettings = properties.Property("customLocationSettings") is { } custom ? Settings(custom) : null,
            PackageUri = properties.String("packageUri"),
            IsSystemExtension = properties.Boolean("isSystemExtension"),
            ExtensionState = properties.String("extensionState"),
            ManagedBy = properties.String("managedBy") ?? resource.String("managedBy"),
            ManagementDetails = properties.Property("managementDetails") is { ValueKind: JsonValueKind.Object } management
                ? JsonPlain.Object(management) : null,
            AdditionalDetails = PartMapper.Details(properties.Property("additionalDetails")),
            SystemData = PartMapper.SystemData(resource.Property("systemData")),
            AdditionalProperties = Others(resource, properties, scope),
        };
    }

    private static JsonValues<object?> Others(JsonElement resource, JsonElement properties, JsonElement scope)
    {
        var others = Additional((resource, KnownExtension), (properties, KnownExtensionProperties));
        if (PartMapper.UnknownScope(scope) is { Count: > 0 } unknown)
        {
            others["scope"] = unknown;
        }

        return others;
    }

    /// <summary>A permission rule of the caller.</summary>
    public static PermissionRule PermissionRule(JsonElement rule) => new(Strings(rule, "actions"), Strings(rule, "notActions"));

    /// <summary>A role assignment. Its role is the last part of the ID of the definition.</summary>
    public static RoleAssignment RoleAssignment(JsonElement resource)
    {
        var properties = resource.Property("properties") ?? default;
        return new(
            properties.String("scope") ?? string.Empty, properties.String("roleDefinitionId")?.Split('/')[^1] ?? string.Empty,
            properties.String("principalId") ?? string.Empty, resource.String("name") ?? string.Empty)
        {
            PrincipalType = properties.String("principalType"),
            Condition = properties.String("condition") is { Length: > 0 } condition ? condition : null,
        };
    }

    /// <summary>A lock. Its scope is the part of its ID before the provider of locks.</summary>
    public static ManagementLock ManagementLock(JsonElement resource)
    {
        var id = resource.String("id") ?? string.Empty;
        var end = id.LastIndexOf("/providers/Microsoft.Authorization/locks/", StringComparison.OrdinalIgnoreCase);
        var properties = resource.Property("properties") ?? default;
        return new(
            end < 0 ? id : id[..end], resource.String("name") ?? string.Empty, properties.String("level"), properties.String("notes"));
    }

    /// <summary>A subscription.</summary>
    public static SubscriptionInfo Subscription(JsonElement resource) => new(
        resource.String("subscriptionId") ?? string.Empty, resource.String("displayName"), resource.String("state"));

    /// <summary>A type of extension, in the shapes of all api-versions.</summary>
    public static ExtensionTypeInfo ExtensionType(JsonElement resource)
    {
        var properties = resource.Property("properties") ?? default;
        var scopes = properties.Property("supportedScopes") ?? default;
        // Older and newer api-versions differ by one level here.
        var clusterScope = scopes.Property("clusterScopeSettings") ?? default;
        clusterScope = clusterScope.Property("properties") ?? clusterScope;
        var clusterTypes = properties.Property("supportedClusterTypes") is null ? "clusterTypes" : "supportedClusterTypes";
        return new()
        {
            Id = resource.String("id"),
            Name = properties.String("extensionType") ?? resource.String("name") ?? string.Empty,
            Description = properties.String("description"),
            Publisher = properties.String("publisher"),
            IsSystemExtension = properties.Boolean("isSystemExtension"),
            IsManagedIdentityRequired = properties.Boolean("isManagedIdentityRequired"),
            SupportedClusterTypes = Strings(properties, clusterTypes),
            DefaultScope = scopes.String("defaultScope"),
            DefaultReleaseNamespace = clusterScope.String("defaultReleaseNamespace"),
            AllowMultipleInstances = clusterScope.Boolean("allowMultipleInstances"),
            Plan = properties.Property("planInfo") is { } plan && plan.Property("planId") is not null
                ? PartMapper.Plan(plan, "planId", "publisherId", "offerId") : null,
            SupportedRegions = Strings(properties, "supportedRegions"),
            AdditionalDetails = PartMapper.Details(properties.Property("additionalDetails")),
            AdditionalProperties = Additional((properties, KnownType)),
        };
    }

    /// <summary>A version of a type of extension.</summary>
    /// <param name="resource">The resource's JSON.</param>
    /// <param name="extensionType">The requested type.</param>
    /// <param name="releaseTrain">The requested release train; null means all.</param>
    public static ExtensionTypeVersionInfo ExtensionTypeVersion(JsonElement resource, string extensionType, string? releaseTrain = null)
    {
        var properties = resource.Property("properties") ?? default;
        return new()
        {
            Id = resource.String("id"),
            ExtensionType = extensionType,
            Version = properties.String("version") ?? resource.String("name") ?? string.Empty,
            ReleaseTrain = properties.String("releaseTrain") ?? releaseTrain,
            IsFipsCompliant = properties.Boolean("isFipsCompliant"),
            AdditionalDetails = PartMapper.Details(properties.Property("additionalDetails")),
            SupportedClusterTypes = Strings(properties, "supportedClusterTypes"),
            UnsupportedKubernetesVersions = properties.Property("unsupportedKubernetesVersions") is { ValueKind: JsonValueKind.Object } versions
                ? JsonPlain.Object(versions) : null,
            AdditionalProperties = Additional((properties, KnownVersion)),
        };
    }

    /// <inheritdoc cref="PartMapper.Error"/>
    public static ArmErrorDetail Error(JsonElement error) => PartMapper.Error(error);

    private static string? StatusMessage(IEnumerable<ExtensionStatus> statuses, ArmErrorDetail? errorInfo)
    {
        var lines = statuses.Select(status => status.ToString())
            .Concat(errorInfo?.Flatten().Select(error => error.ToString()) ?? [])
            .Select(line => line.Trim())
            .Where(line => line.Length > 0)
            .Distinct();
        var message = string.Join(Environment.NewLine, lines);
        return message.Length > 0 ? message : null;
    }

    /// <summary>A map of texts, such as settings or tags; empty when there is none.</summary>
    public static JsonValues<string> Settings(JsonElement? settings, StringComparer? names = null)
    {
        var values = new JsonValues<string>(names ?? StringComparer.Ordinal);
        if (settings is { ValueKind: JsonValueKind.Object } map)
        {
            foreach (var setting in map.EnumerateObject())
            {
                values[setting.Name] = setting.Value.ValueKind == JsonValueKind.Null ? string.Empty : JsonPlain.Text(setting.Value) ?? setting.Value.GetRawText();
            }
        }

        return values;
    }

    // ARM returns empty values. If one were ever not empty, it must not be shown.
    private static JsonValues<string> KeysOnly(JsonElement? settings)
    {
        var values = Settings(settings);
        foreach (var key in values.Keys.ToList())
        {
            values[key] = string.Empty;
        }

        return values;
    }

    private static JsonList<string> Strings(JsonElement element, string name) => new(element.Array(name).Select(JsonPlain.Text).OfType<string>());

    private static JsonValues<object?> Additional(params (JsonElement Element, HashSet<string> Known)[] sources)
    {
        var values = new JsonValues<object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (element, known) in sources)
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            foreach (var (name, value) in PartMapper.Unknown(element, known))
            {
                values[name] = value;
            }
        }

        return values;
    }
}
