using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AksExtensions.Settings;

namespace AksExtensions.Azure.Pipeline;

/// <summary>
/// Replaces secrets in external text with three stars, however they are written. JSON remains valid: only values change, not the structure, and
/// not the fields that commands use.
/// </summary>
internal sealed partial class Redaction
{
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
        "managementDetails", "Stable", "Preview", "Patch", "Compatible",
    };

    private readonly string[] _parts;
    private readonly string[] _forms;
    private readonly string[] _cores;
    private readonly byte[][] _bytes;

    // Decoding never makes text longer, so a shorter text contains no secret in any form.
    private readonly int _shortest;

    /// <summary>Creates a search for secrets.</summary>
    /// <param name="parts">The secrets and what else gives them away, from <see cref="SecretForms.Parts"/>.</param>
    public Redaction(IEnumerable<string> parts)
    {
        var secrets = parts.Where(part => !Words.Contains(part)).Distinct(StringComparer.Ordinal).ToArray();
        _parts = Array.ConvertAll(secrets, WithoutReturns);
        // The longest first, because one secret can be the beginning of another.
        _forms = LongestFirst(secrets.SelectMany(SecretForms.Written));
        _cores = LongestFirst(secrets.SelectMany(SecretForms.Cores));
        _bytes = [.. _forms.Concat(_cores).Select(Encoding.UTF8.GetBytes)];
        _shortest = _parts.Concat(_forms).Concat(_cores).Select(form => form.Length).DefaultIfEmpty(int.MaxValue).Min();
    }

    /// <summary>Whether a text contains a secret.</summary>
    public bool Finds(string? text) => text?.Length >= _shortest
        && (Array.Exists(_forms, form => text.Contains(form, StringComparison.Ordinal))
            || Array.Exists(_cores, core => text.Contains(core, StringComparison.Ordinal))
            || ShowsDecoded(text));

    /// <summary>Returns the text without secrets.</summary>
    public string Clean(string text)
    {
        if (text.Length < _shortest)
        {
            return text;
        }

        var clean = _forms.Aggregate(text, (clean, form) => clean.Replace(form, SecretValue.Mask, StringComparison.Ordinal));
        clean = _cores.Aggregate(clean, WithoutBase64);
        if (!ShowsDecoded(clean))
        {
            return clean;
        }

        // The words that show it when they are decoded, or everything when it is in no single word.
        var words = Word().Replace(clean, word => ShowsDecoded(word.Value) ? SecretValue.Mask : word.Value);
        return ShowsDecoded(words) ? SecretValue.Mask : words;
    }

    /// <summary>Returns a body without secrets; null when it contains none.</summary>
    /// <param name="body">The body.</param>
    /// <param name="isNeeded">Whether a field of JSON, by its name and value, is needed by commands and stays; null means none.</param>
    public byte[]? Clean(ReadOnlyMemory<byte> body, Func<string, string, bool>? isNeeded = null)
    {
        // JSON can escape any character, so a body with escapes must be parsed to be searched.
        if (_forms.Length == 0 || !(Finds(body.Span) || Escapes.MayBeIn(body.Span)))
        {
            return null;
        }

        try
        {
            using var document = AnswerJson.Parse(body);
            var clean = new ArrayBufferWriter<byte>(body.Length);
            var hasChanged = false;
            using (var writer = new Utf8JsonWriter(clean))
            {
                Write(writer, null, document.RootElement, isNeeded, ref hasChanged);
            }

            return hasChanged ? clean.WrittenSpan.ToArray() : null;
        }
        catch (JsonException)
        {
            // A page of a gateway, or half an answer, is handled as text.
            var text = Encoding.UTF8.GetString(body.Span);
            return Clean(text) is var clean && clean != text ? Encoding.UTF8.GetBytes(clean) : null;
        }
    }

    private static string[] LongestFirst(IEnumerable<string> forms) => [.. forms.Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length)];

    private static string WithoutReturns(string text) => text.Replace("\r", string.Empty, StringComparison.Ordinal);

    private bool ShowsDecoded(string text) => Escapes.MayBeIn(text)
        && Escapes.Decode(text).Select(WithoutReturns).Any(plain => Array.Exists(_parts, part => plain.Contains(part, StringComparison.Ordinal)));

    // With the characters around it, which hold the rest of the secret.
    private static string WithoutBase64(string text, string core)
    {
        for (var at = text.IndexOf(core, StringComparison.Ordinal); at >= 0; at = text.IndexOf(core, StringComparison.Ordinal))
        {
            var (from, to) = (at, at + core.Length);
            while (from > 0 && IsBase64(text[from - 1]))
            {
                from--;
            }

            while (to < text.Length && (IsBase64(text[to]) || text[to] == '='))
            {
                to++;
            }

            text = string.Concat(text.AsSpan(0, from), SecretValue.Mask, text.AsSpan(to));
        }

        return text;
    }

    private static bool IsBase64(char character) => char.IsAsciiLetterOrDigit(character) || character is '+' or '/' or '-' or '_';

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

    private void Write(
        Utf8JsonWriter writer, string? name, JsonElement element, Func<string, string, bool>? isNeeded, ref bool hasChanged)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(Clean(null, property.Name, null, ref hasChanged));
                    Write(writer, property.Name, property.Value, isNeeded, ref hasChanged);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, null, item, isNeeded, ref hasChanged);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Clean(name, element.GetString()!, isNeeded, ref hasChanged));
                break;
            default:
                // Numbers keep their digits.
                element.WriteTo(writer);
                break;
        }
    }

    // The values that answers need are kept, even when a secret has the same value.
    private string Clean(string? name, string text, Func<string, string, bool>? isNeeded, ref bool hasChanged)
    {
        if (Words.Contains(text) || (name is not null && isNeeded?.Invoke(name, text) == true))
        {
            return text;
        }

        var clean = Clean(text);
        hasChanged |= clean != text;
        return clean;
    }

    [GeneratedRegex(@"\S+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
