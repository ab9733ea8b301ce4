using System.Globalization;
using System.Text.Json;

namespace AksExtensions.Emulator.ResourceGraph;

/// <summary>
/// The values of a query: null, <see cref="string"/>, <see cref="bool"/>, <see cref="double"/>, or a <see cref="JsonElement"/>
/// for objects and arrays.
/// </summary>
internal static class Values
{
    public static object? From(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => json,
    };

    public static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        double number => number.ToString(CultureInfo.InvariantCulture),
        JsonElement json => json.GetRawText(),
        _ => throw new ArgumentException($"{value.GetType()} is not a value of a query.", nameof(value)),
    };

    /// <summary>A member of an object, case-sensitive, or an item of an array; null when it does not exist.</summary>
    public static object? Member(object? value, string name) =>
        value is JsonElement { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(name, out var member) ? From(member) : null;

    public static object? Item(object? value, int index) =>
        value is JsonElement { ValueKind: JsonValueKind.Array } json && index < json.GetArrayLength() ? From(json[index]) : null;

    public static bool AreEqual(object? left, object? right, StringComparison comparison)
    {
        if (left is null || right is null)
            return left is null && right is null;
        return left is double a && right is double b ? a.Equals(b) : Text(left).Equals(Text(right), comparison);
    }

    public static void Write(Utf8JsonWriter w, object? value)
    {
        switch (value)
        {
            case null:
                w.WriteNullValue();
                break;
            case bool flag:
                w.WriteBooleanValue(flag);
                break;
            case double number:
                w.WriteNumberValue(number);
                break;
            case JsonElement json:
                json.WriteTo(w);
                break;
            default:
                w.WriteStringValue(Text(value));
                break;
        }
    }
}
