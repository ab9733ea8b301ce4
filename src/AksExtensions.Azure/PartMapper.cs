using System.Globalization;
using System.Text.Json;

namespace AksExtensions.Azure;

/// <summary>Makes the parts of models of ARM's JSON. As in the whole, nothing is dropped: every part keeps the members that it has no name for.</summary>
internal static class PartMapper
{
    private static readonly HashSet<string> KnownStatus = Names("code", "level", "displayStatus", "message", "time");

    private static readonly HashSet<string> KnownError = Names("code", "message", "target", "details", "additionalInfo");

    private static readonly HashSet<string> KnownIdentity =
        Names("type", "principalId", "tenantId", "objectId", "clientId", "resourceId", "url", "userAssignedIdentities");

    private static readonly HashSet<string> KnownSystemData =
        Names("createdBy", "createdByType", "createdAt", "lastModifiedBy", "lastModifiedByType", "lastModifiedAt");

    private static readonly HashSet<string> KnownDetails = Names("docs", "releaseNotes", "troubleshootingGuide");

    private static readonly Dictionary<string, HashSet<string>> KnownScopes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["cluster"] = Names("releaseNamespace"),
        ["namespace"] = Names("targetNamespace"),
    };

    /// <summary>One of an extension's statuses.</summary>
    public static ExtensionStatus Status(JsonElement status) =>
        new(status.String("code"), status.String("level"), status.String("displayStatus"), status.String("message"), status.String("time"))
        {
            AdditionalProperties = Unknown(status, KnownStatus),
        };

    /// <summary>The error of an instance: what is not an object is its message, and an empty object is none.</summary>
    public static ArmErrorDetail? ErrorInfo(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.Object => error.EnumerateObject().Any(member => member.Value.ValueKind != JsonValueKind.Null) ? Error(error) : null,
        JsonValueKind.Array when error.GetArrayLength() == 0 => null,
        JsonValueKind.Array => new(null, null, null, [.. error.EnumerateArray().Select(ErrorInfo).OfType<ArmErrorDetail>()]),
        _ => JsonPlain.Text(error) is { Length: > 0 } text ? new(null, text, null, []) : null,
    };

    /// <summary>An error in ARM's form, details and all.</summary>
    /// <param name="error">The JSON of the error itself, without an envelope.</param>
    public static ArmErrorDetail Error(JsonElement error) => new(
        error.String("code"),
        error.String("message"),
        error.String("target"),
        error.Array("details").Select(ErrorInfo).OfType<ArmErrorDetail>().ToArray())
    {
        AdditionalInfo = error.Array("additionalInfo").Select(Addition).ToArray(),
        AdditionalProperties = Unknown(error, KnownError),
    };

    /// <summary>A Marketplace plan, whose members have other names in a type than in an instance.</summary>
    public static ExtensionPlan Plan(JsonElement plan, string name, string publisher, string product) => new(
        plan.String(name) ?? string.Empty,
        plan.String(publisher) ?? string.Empty,
        plan.String(product) ?? string.Empty,
        plan.String("promotionCode"),
        plan.String("version"))
    {
        AdditionalProperties = Unknown(plan, Names(name, publisher, product, "promotionCode", "version")),
    };

    /// <summary>An identity; null when it is not an object.</summary>
    public static ExtensionIdentity? Identity(JsonElement? identity) => identity is { ValueKind: JsonValueKind.Object } value
        ? new(value.String("type"), value.String("principalId"), value.String("tenantId"))
        {
            ObjectId = value.String("objectId"),
            ClientId = value.String("clientId"),
            ResourceId = value.String("resourceId"),
            Url = value.String("url"),
            UserAssignedIdentities = value.Property("userAssignedIdentities") is { ValueKind: JsonValueKind.Object } assigned
                ? assigned.EnumerateObject().DistinctBy(one => one.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(
                    one => one.Name, one => Identity(one.Value) ?? new(null, null, null), StringComparer.OrdinalIgnoreCase)
                : null,
            AdditionalProperties = Unknown(value, KnownIdentity),
        }
        : null;

    /// <summary>Where a publisher documents an extension; null when it says nothing.</summary>
    public static ExtensionDetails? Details(JsonElement? details) =>
        details is { ValueKind: JsonValueKind.Object } value && value.EnumerateObject().Any(member => member.Value.ValueKind != JsonValueKind.Null)
            ? new(value.String("docs"), value.String("releaseNotes"), value.String("troubleshootingGuide"))
            {
                AdditionalProperties = Unknown(value, KnownDetails),
            }
            : null;

    /// <summary>ARM's record of creation and change; null when it is not an object.</summary>
    public static SystemData? SystemData(JsonElement? data) => data is { ValueKind: JsonValueKind.Object } value
        ? new(
            value.String("createdBy"), value.String("createdByType"), Time(value.String("createdAt")),
            value.String("lastModifiedBy"), value.String("lastModifiedByType"), Time(value.String("lastModifiedAt")))
        {
            AdditionalProperties = Unknown(value, KnownSystemData),
        }
        : null;

    /// <summary>The members of a scope, and of the scopes in it, that have no name.</summary>
    public static IReadOnlyDictionary<string, object?> UnknownScope(JsonElement scope)
    {
        if (scope.ValueKind != JsonValueKind.Object)
        {
            return ClusterExtension.NoProperties;
        }

        var unknown = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in scope.EnumerateObject())
        {
            if (!KnownScopes.TryGetValue(member.Name, out var known) || member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
            {
                unknown[member.Name] = JsonPlain.Value(member.Value);
            }
            else if (Unknown(member.Value, known) is { Count: > 0 } within)
            {
                unknown[member.Name] = within;
            }
        }

        return unknown;
    }

    /// <summary>A time; null when it is not one.</summary>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;

    /// <summary>The members of an object that have no name among the known ones.</summary>
    public static IReadOnlyDictionary<string, object?> Unknown(JsonElement element, HashSet<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return ClusterExtension.NoProperties;
        }

        Dictionary<string, object?>? unknown = null;
        foreach (var property in element.EnumerateObject().Where(property => !known.Contains(property.Name)))
        {
            (unknown ??= new(StringComparer.OrdinalIgnoreCase))[property.Name] = JsonPlain.Value(property.Value);
        }

        return unknown ?? ClusterExtension.NoProperties;
    }

    private static ArmErrorInfo Addition(JsonElement info) => info.ValueKind != JsonValueKind.Object
        ? new(null, JsonPlain.Value(info))
        : new(info.String("type"), info.Property("info") is { } content ? JsonPlain.Value(content) : null);

    private static HashSet<string> Names(params string[] names) => new(names, StringComparer.OrdinalIgnoreCase);
}
