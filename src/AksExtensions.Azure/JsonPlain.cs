using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace AksExtensions.Azure;

/// <summary>Converts JSON to plain values (dictionaries, arrays, strings, numbers), because no JSON type can leave this assembly.</summary>
internal static class JsonPlain
{
    public static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Object(element),
        JsonValueKind.Array => new JsonList<object?>(element.EnumerateArray().Select(Value)),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.TryGetInt64(out var integer) ? (object)integer : element.GetDouble(),
        _ => null,
    };

    /// <summary>Converts an object. Resource Graph begins names with a capital letter, which is converted to ARM's spelling.</summary>
    public static JsonValues<object?> Object(JsonElement element)
    {
        var values = new JsonValues<object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in element.EnumerateObject())
        {
            values[property.Name] = Value(property.Value);
        }

        return values;
    }

    /// <summary>Finds a property that is not null, ignoring the case of its name, which varies in ARM.</summary>
    public static JsonElement? Property(this JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (!element.TryGetProperty(name, out var value))
        {
            value = FindIgnoringCase(element, name);
        }

        return value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : value;
    }

    // Most properties of most resources are missing, so this runs a dozen times for each row of an estate: without a string for each name.
    private static JsonElement FindIgnoringCase(JsonElement element, string name)
    {
        foreach (var property in element.EnumerateObject())
        {
            var raw = JsonMarshal.GetRawUtf8PropertyName(property);
            if (Ascii.EqualsIgnoreCase(raw, name) || (raw.Contains((byte)'\\') && property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            {
                return property.Value;
            }
        }

        return default;
    }

    /// <summary>A string property, safe to show; a number or boolean as its text; null for anything else.</summary>
    public static string? String(this JsonElement element, string name) => element.Property(name) is { } value ? Readable.Text(Text(value)) : null;

    /// <summary>A boolean property, even when ARM returns it as a string.</summary>
    public static bool? Boolean(this JsonElement element, string name) =>
        bool.TryParse(element.String(name), out var value) ? value : null;

    /// <summary>The elements of an array property; none when it is missing, null or not an array.</summary>
    public static IEnumerable<JsonElement> Array(this JsonElement element, string name) =>
        element.Property(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>The text of a scalar.</summary>
    public static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
