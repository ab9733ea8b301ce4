using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AksExtensions.Settings;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// Finds secrets in text from outside, as they are and in the forms that text takes on its way (JSON, JSON within JSON, HTML, an address,
/// base64), and puts three stars in their place. JSON stays JSON: only what is said in it changes, not how it is built.
/// </summary>
internal sealed class Redaction
{
    // Shorter values are no secrets, and replacing them would mangle every answer.
    private const int ShortestSecret = 4;

    /// <summary>
    /// What an answer says of itself. A protected setting may have such a value; replaced, the answer would no longer be understood.
    /// </summary>
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "true", "false", "null", "none", "default", "enabled", "disabled",
        "Succeeded", "Failed", "Canceled", "Creating", "Updating", "Deleting", "Accepted", "Running", "Pending", "InProgress", "Unknown",
        "id", "name", "type", "properties", "identity", "plan", "systemData", "value", "nextLink", "status", "statuses", "error", "errorInfo", "code",
        "level", "displayStatus", "message", "time", "target", "details", "provisioningState", "extensionType", "autoUpgradeMinorVersion",
        "autoUpgradeMode", "releaseTrain", "version", "currentVersion", "scope", "cluster", "releaseNamespace", "namespace", "targetNamespace",
        "configurationSettings", "configurationProtectedSettings", "aksAssignedIdentity", "isSystemExtension", "extensionState", "managedBy",
        "managementDetails",
    };

    private readonly string[] _forms;
    private readonly byte[][] _bytes;

    /// <summary>A search for these secrets.</summary>
    public Redaction(IEnumerable<string> secrets)
    {
        // The longest first: one secret may be the beginning of another.
        _forms = secrets
            .Where(secret => secret.Length >= ShortestSecret && !Words.Contains(secret))
            .SelectMany(Forms)
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(form => form.Length)
            .ToArray();
        _bytes = Array.ConvertAll(_forms, Encoding.UTF8.GetBytes);
    }

    /// <summary>Whether a text holds a secret.</summary>
    public bool Finds(string? text)
    {
        if (text is not null)
        {
            foreach (var form in _forms)
            {
                if (text.Contains(form, StringComparison.Ordinal))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The text without secrets.</summary>
    public string Clean(string text) =>
        _forms.Aggregate(text, (clean, form) => clean.Replace(form, SecretValue.Mask, StringComparison.Ordinal));

    /// <summary>A body without secrets; null when there are none in it.</summary>
    public byte[]? Clean(ReadOnlyMemory<byte> body)
    {
        // JSON may spell any character as an escape, so a body with escapes has to be read to be searched.
        if (_forms.Length == 0 || !(Finds(body.Span) || body.Span.Contains((byte)'\\')))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            var clean = new ArrayBufferWriter<byte>(body.Length);
            using (var writer = new Utf8JsonWriter(clean))
            {
                Write(writer, document.RootElement);
            }

            return clean.WrittenSpan.ToArray();
        }
        catch (Exception noJson) when (noJson is JsonException or InvalidOperationException)
        {
            // A gateway's page, half an answer, or an escape that is no character: text, then.
            return Encoding.UTF8.GetBytes(Clean(Encoding.UTF8.GetString(body.Span)));
        }
    }

    private bool Finds(ReadOnlySpan<byte> body)
    {
        foreach (var form in _bytes)
        {
            if (body.IndexOf(form) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(Name(property.Name));
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Name(element.GetString()!));
                break;
            default:
                // Numbers keep their digits.
                element.WriteTo(writer);
                break;
        }
    }

    // The words that an answer is made of stay, whichever secret they happen to hold.
    private string Name(string name) => Words.Contains(name) ? name : Clean(name);

    private static IEnumerable<string> Forms(string secret)
    {
        var relaxed = Json(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        var strict = Json(secret, JavaScriptEncoder.Default);
        return
        [
            secret, relaxed, strict, Json(relaxed, JavaScriptEncoder.UnsafeRelaxedJsonEscaping), Json(strict, JavaScriptEncoder.Default),
            Json(relaxed, JavaScriptEncoder.Default), WebUtility.HtmlEncode(secret), Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        ];
    }

    private static string Json(string text, JavaScriptEncoder encoder) => encoder.Encode(text);
}
