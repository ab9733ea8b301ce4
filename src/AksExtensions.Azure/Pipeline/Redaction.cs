using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AksExtensions.Settings;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// Replaces secrets in external text with three stars, as they are and in their encoded forms (JSON, JSON in JSON, HTML, URL, base64). JSON remains
/// valid: only values change, not the structure.
/// </summary>
internal sealed class Redaction
{
    // Shorter values are not secrets, and replacing them would damage every answer.
    private const int ShortestSecret = 4;

    /// <summary>
    /// Values that answers need. A protected setting can have the same value; if it were replaced, the answer could not be read.
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

    /// <summary>Creates a search for secrets.</summary>
    public Redaction(IEnumerable<string> secrets)
    {
        // The longest first, because one secret can be the beginning of another.
        _forms = secrets
            .Where(secret => secret.Length >= ShortestSecret && !Words.Contains(secret))
            .SelectMany(Forms)
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(form => form.Length)
            .ToArray();
        _bytes = Array.ConvertAll(_forms, Encoding.UTF8.GetBytes);
    }

    /// <summary>Whether a text contains a secret.</summary>
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

    /// <summary>Returns the text without secrets.</summary>
    public string Clean(string text) =>
        _forms.Aggregate(text, (clean, form) => clean.Replace(form, SecretValue.Mask, StringComparison.Ordinal));

    /// <summary>Returns a body without secrets; null when it contains none.</summary>
    public byte[]? Clean(ReadOnlyMemory<byte> body)
    {
        // JSON can escape any character, so a body with escapes must be parsed to be searched.
        if (_forms.Length == 0 || !(Finds(body.Span) || body.Span.Contains((byte)'\\')))
        {
            return null;
        }

        try
        {
            using var document = AnswerJson.Parse(body);
            var clean = new ArrayBufferWriter<byte>(body.Length);
            using (var writer = new Utf8JsonWriter(clean))
            {
                Write(writer, document.RootElement);
            }

            return clean.WrittenSpan.ToArray();
        }
        catch (JsonException)
        {
            // A page of a gateway, or half an answer, is handled as text.
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

    // The values that answers need are kept, even when a secret has the same value.
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
