using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AksExtensions.Tests;

/// <summary>Mutates texts: byte by byte, and JSON value by value.</summary>
/// <param name="pieces">The fragments to insert: words, characters and escapes with a meaning for the reader of the text.</param>
internal sealed class Mutator(params string[] pieces)
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "2147483647", "9223372036854775808", "1e400", "1.5", "\"\"", "\" \"", "\"null\"", "\"\\u0000\"", "\"\\ud800\"",
        "\"\\udc00\\ud800\"", "\"\u202e\"", "[]", "{}", "[null]", "[[[[]]]]", "{\"\":null}", "{\"a\":{\"a\":{\"a\":1}}}", "\"2026-13-45T99:00:00Z\"", "\"Succeeded\"",
        "\"9999-12-31T23:59:59-14:00\"", "\"https://elsewhere.example/x\"", "\"//elsewhere.example/x\"", "\"/x?api-version=1\"", "\"http://[::\"", "\"\\\\\\\\host\\\\share\"",
    ];

    /// <summary>A text that differs from this one in one to four places.</summary>
    public byte[] Bytes(string text, Random chance)
    {
        // Each kind in turn, because broken JSON cannot be changed as JSON.
        for (var changes = chance.Next(3); changes > 0; changes--)
        {
            text = ChangeJson(text, chance) ?? text;
        }

        var bytes = new List<byte>(Encoding.UTF8.GetBytes(text));
        for (var changes = chance.Next(3); changes > 0; changes--)
        {
            ChangeBytes(bytes, chance);
        }

        return [.. bytes];
    }

    /// <summary>As <see cref="Bytes"/>, for plain text.</summary>
    public string Text(string text, Random chance) => Encoding.UTF8.GetString(Bytes(text, chance));

    private void ChangeBytes(List<byte> bytes, Random chance)
    {
        var at = chance.Next(bytes.Count + 1);
        var length = Math.Min(chance.Next(1, 9), bytes.Count - at);
        switch (chance.Next(6))
        {
            case 0 when length > 0:
                bytes[at] = (byte)chance.Next(256);
                break;
            case 1:
                bytes.RemoveRange(at, length);
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 3 when chance.Next(4) == 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(pieces[chance.Next(pieces.Length)]));
                break;
        }
    }

    private string? ChangeJson(string text, Random chance)
    {
        try
        {
            return JsonNode.Parse(text) is { } root ? ChangeJson(root, chance) : null;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or InvalidOperationException)
        {
            // Broken JSON, or JSON that no tree can represent.
            return null;
        }
    }

    private string? ChangeJson(JsonNode root, Random chance)
    {
        List<(JsonNode Parent, string? Name, int Index)> places = [];
        Collect(root, places);
        if (places.Count == 0)
        {
            return null;
        }

        // A mark is put into the tree and its text replaced, because no tree may be able to represent the value itself.
        const string Mark = "\"\\uFFFFmark\"";
        var mark = JsonValue.Create("\uFFFFmark");
        var (parent, name, index) = places[chance.Next(places.Count)];
        var value = chance.Next(4) == 0 ? JsonSerializer.Serialize(pieces[chance.Next(pieces.Length)]) : Values[chance.Next(Values.Length)];
        switch (parent)
        {
            case JsonObject map when chance.Next(4) == 0:
                map.Remove(name!);
                break;
            case JsonObject map when chance.Next(6) == 0:
                // Two of a name, which differ in case.
                map[name!.ToUpperInvariant()] = mark;
                break;
            case JsonObject map:
                map[name!] = mark;
                break;
            case JsonArray list:
                list[index] = mark;
                break;
        }

        return root.ToJsonString().Replace(Mark, value, StringComparison.Ordinal);
    }

    private static void Collect(JsonNode? node, List<(JsonNode Parent, string? Name, int Index)> places)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map)
                {
                    places.Add((map, name, 0));
                    Collect(value, places);
                }

                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++)
                {
                    places.Add((list, null, i));
                    Collect(list[i], places);
                }

                break;
        }
    }
}
