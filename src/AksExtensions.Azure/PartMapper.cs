using System.Globalization;
using System.Text.Json;

namespace AksExtensions.Azure;

/// <summary>Converts ARM's JSON to the parts of models. Every part keeps the members that it has no name for.</summary>
internal static class PartMapper
{
    private static readonly HashSet<string> KnownStatus = Names("code", "level", "displayStatus", "message", "time");

    private static readonly HashSet<string> KnownError = Names("code", "message", "target", "details", "additionalInfo");

    private static readonly HashSet<string> KnownErrorInfo = Names("type", "info");

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

    /// <summary>Reads a status of an extension.</summary>
    public static ExtensionStatus Status(JsonElement status) =>
        new(status.String("code"), status.String("level"), status.String("displayStatus"), status.String("message"), status.String("time"))
        {
            AdditionalProperties = Unknown(status, KnownStatus),
        };

    /// <summary>Reads the error of an extension. A value that is not an object is the message, and an empty object is no error.</summary>
    public static ArmErrorDetail? ErrorInfo(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.Object => error.EnumerateObject().Any(member => member.Value.ValueKind != JsonValueKind.Null) ? Error(error) : null,
        JsonValueKind.Array when error.GetArrayLength() == 0 => null,
        JsonValueKind.Array => new(null, null, null, [.. error.EnumerateArray().Select(ErrorInfo).OfType<ArmErrorDetail>()]),
        _ => JsonPlain.Text(error) is { Length: > 0 } text ? new(null, text, null, []) : null,
    };

    /// <summary>Reads an error in ARM's format, with its details.</summary>
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

    /// <summary>Reads a Marketplace plan, whose members have different names in a type and in an extension.</summary>
    public static ExtensionPlan Plan(JsonElement plan, string name, string publisher, string product) => new(
        plan.String(name) ?? string.Empty,
        plan.String(publisher) ?? string.Empty,
        plan.String(product) ?? string.Empty,
        plan.String("promotionCode"),
        plan.String("version"))
    {
        AdditionalProperties = Unknown(plan, Names(name, publisher, product, "promotionCode", "version")),
    };

    /// <summary>Reads an identity; null when it is not an object.</summary>
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

    /// <summary>Reads the links to the publisher's documentation; null when there are none.</summary>
    public static ExtensionDetails? Details(JsonElement? details) =>
        details is { ValueKind: JsonValueKind.Object } value && value.EnumerateObject().Any(member => member.Value.ValueKind != JsonValueKind.Null)
            ? new(value.String("docs"), value.String("releaseNotes"), value.String("troubleshootingGuide"))
            {
                AdditionalProperties = Unknown(value, KnownDetails),
            }
            : null;

    /// <summary>Reads when and by whom a resource was created and changed; null when it is not an object.</summary>
    public static SystemData? SystemData(JsonElement? data) => data is { ValueKind: JsonValueKind.Object } value
        ? new(
            value.String("createdBy"), value.String("createdByType"), Time(value.String("createdAt")),
            value.String("lastModifiedBy"), value.String("lastModifiedByType"), Time(value.String("lastModifiedAt")))
        {
            AdditionalProperties = Unknown(value, KnownSystemData),
        }
        : null;

    /// <summary>The unknown members of a scope and of its inner scopes.</summary>
    public static IReadOnlyDictionary<string, object?> UnknownScope(JsonElement scope)
    {
        if (scope.ValueKind != JsonValueKind.Object)
        {
            return ClusterExtension.NoProperties;
        }

        var unknown = new JsonValues<object?>(StringComparer.OrdinalIgnoreCase);
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

    /// <summary>Reads a time; null when it is invalid.</summary>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;

    /// <summary>The members of an object that are not among the known names.</summary>
    public static IReadOnlyDictionary<string, object?> Unknown(JsonElement element, HashSet<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return ClusterExtension.NoProperties;
        }

        JsonValues<object?>? unknown = null;
        foreach (var property in element.EnumerateObject().Where(property => !known.Contains(property.Name)))
        {
            (unknown ??= new(StringComparer.OrdinalIgnoreCase))[property.Name] = JsonPlain.Value(property.Value);
        }

        return unknown ?? ClusterExtension.NoProperties;
    }

    private static ArmErrorInfo Addition(JsonElement info) => info.ValueKind != JsonValueKind.Object
        ? new(null, JsonPlain.Value(info))
        : new(info.String("type"), info.Property("info") is { } content ? JsonPlain.Value(content) : null)
        {
            AdditionalProperties = Unknown(info, KnownErrorInfo),
        };

    private static HashSet<string> Names(params string[] names) => new(names, StringComparer.OrdinalIgnoreCase);
}
