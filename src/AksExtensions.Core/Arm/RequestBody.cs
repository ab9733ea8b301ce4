using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AksExtensions.Settings;

namespace AksExtensions.Arm;

/// <summary>
/// Writes the JSON of a request, with exactly the specified values. This is the only place that reads protected values, and the only place that
/// shows a body, in which they are replaced by stars.
/// </summary>
public static class RequestBody
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body of a create, as UTF-8. It can contain secrets: clear it after use.</summary>
    public static byte[] Write(CreateExtensionRequest request, ClusterReference cluster) =>
        Bytes(writer => WriteCreate(writer, request, cluster, reveal: true));

    /// <summary>The body of an update, as UTF-8. It can contain secrets: clear it after use.</summary>
    public static byte[] Write(UpdateExtensionRequest request) => Bytes(writer => WriteUpdate(writer, request, reveal: true));

    /// <summary>The body of a create, for display: indented, with protected values as <c>***</c>.</summary>
    public static string Show(CreateExtensionRequest request, ClusterReference cluster) =>
        Text(writer => WriteCreate(writer, request, cluster, reveal: false));

    /// <summary>The body of an update, for display: indented, with protected values as <c>***</c>.</summary>
    public static string Show(UpdateExtensionRequest request) => Text(writer => WriteUpdate(writer, request, reveal: false));

    private static void WriteCreate(Utf8JsonWriter writer, CreateExtensionRequest request, ClusterReference cluster, bool reveal)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(cluster);
        writer.WriteStartObject();
        if (request.IdentityType is { } identity ? identity != "None" : cluster.Type.SendsIdentity && !request.WithoutIdentity)
        {
            WriteType(writer, "identity", "SystemAssigned");
        }

        if (request.Plan is { } plan)
        {
            writer.WriteStartObject("plan");
            writer.WriteString("name", plan.Name);
            writer.WriteString("publisher", plan.Publisher);
            writer.WriteString("product", plan.Product);
            WriteOptional(writer, "promotionCode", plan.PromotionCode);
            WriteOptional(writer, "version", plan.Version);
            writer.WriteEndObject();
        }

        writer.WriteStartObject("properties");
        // The service ignores the case of a type and returns it unchanged.
        writer.WriteString("extensionType", request.ExtensionType);
        WriteUpgrade(writer, request.AutoUpgradeMinorVersion, request.AutoUpgradeMode, request.ReleaseTrain, request.Version);
        WriteScope(writer, request);
        WriteSettings(writer, request.ConfigurationSettings, request.ConfigurationProtectedSettings, reveal);
        if (request.AksAssignedIdentityType is { } assigned)
        {
            WriteType(writer, "aksAssignedIdentity", assigned);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter writer, string property, string type)
    {
        writer.WriteStartObject(property);
        writer.WriteString("type", type);
        writer.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter writer, string property, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(property, value);
        }
    }

    private static void WriteUpdate(Utf8JsonWriter writer, UpdateExtensionRequest request, bool reveal)
    {
        ArgumentNullException.ThrowIfNull(request);
        writer.WriteStartObject();
        writer.WriteStartObject("properties");
        WriteUpgrade(writer, request.AutoUpgradeMinorVersion, request.AutoUpgradeMode, request.ReleaseTrain, request.Version);
        WriteSettings(writer, request.ConfigurationSettings, request.ConfigurationProtectedSettings, reveal);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteUpgrade(Utf8JsonWriter writer, bool? minorVersion, AutoUpgradeMode? mode, string? releaseTrain, string? version)
    {
        if (minorVersion is { } minor)
        {
            writer.WriteBoolean("autoUpgradeMinorVersion", minor);
        }

        if (mode is { } given)
        {
#pragma warning disable CA1308 // ARM uses lower case.
            writer.WriteString("autoUpgradeMode", given.ToString().ToLowerInvariant());
#pragma warning restore CA1308
        }

        WriteOptional(writer, "releaseTrain", releaseTrain);
        WriteOptional(writer, "version", version);
    }

    private static void WriteScope(Utf8JsonWriter writer, CreateExtensionRequest request)
    {
        if (request.Scope is not { } scope)
        {
            return;
        }

        var (kind, property, name) = scope == ExtensionScope.Cluster
            ? ("cluster", "releaseNamespace", request.ReleaseNamespace)
            : ("namespace", "targetNamespace", request.TargetNamespace);
        writer.WriteStartObject("scope");
        writer.WriteStartObject(kind);
        if (name is not null)
        {
            writer.WriteString(property, name);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteSettings(
        Utf8JsonWriter writer, IReadOnlyDictionary<string, string>? plain, IReadOnlyDictionary<string, SecretValue>? secret, bool reveal)
    {
        if (plain is { Count: > 0 })
        {
            writer.WriteStartObject("configurationSettings");
            foreach (var (key, value) in plain)
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        }

        if (secret is { Count: > 0 })
        {
            writer.WriteStartObject("configurationProtectedSettings");
            foreach (var (key, value) in secret)
            {
                writer.WriteString(key, reveal ? value.Reveal() : SecretValue.Mask);
            }

            writer.WriteEndObject();
        }
    }

    private static string Text(Action<Utf8JsonWriter> write) => Encoding.UTF8.GetString(Bytes(write, Readable));

    private static byte[] Bytes(Action<Utf8JsonWriter> write, JsonWriterOptions options = default)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            write(writer);
        }

        var bytes = buffer.WrittenSpan.ToArray();
        // Clear() overwrites the buffer with zeros, so that no second copy of a secret remains.
        buffer.Clear();
        return bytes;
    }
}
