using System.Collections;
using System.Globalization;
using System.Security;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AksExtensions.Settings;

/// <summary>
/// Reads the settings that a person gave on the command line: hashtables (ordered or not) and <c>key=value</c> strings. Keys and values are
/// never reinterpreted: <c>True</c> stays <c>True</c>, <c>{a,b}</c> stays <c>{a,b}</c>.
/// </summary>
public static class SettingPairs
{
    // Values are sent as strings: a nested object becomes JSON text, readable rather than escaped for HTML.
    private static readonly JsonSerializerOptions CompactJson = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads configuration settings.</summary>
    /// <param name="parameter">The parameter's name, for messages.</param>
    /// <param name="items">Dictionaries and <c>key=value</c> strings; the last of two equal keys wins.</param>
    /// <exception cref="AksExtensionException"><c>SettingInvalid</c>.</exception>
    public static IReadOnlyDictionary<string, string> ReadPlain(string parameter, IEnumerable<object> items) =>
        Read(parameter, items, (key, value) => value is SecureString
            ? throw Errors.SettingInvalid(
                parameter, $"the value of '{key}' is a SecureString, and configuration settings are readable by everyone who can see the extension.",
                "Give it in -ConfigurationProtectedSettings.")
            : Text(parameter, key, value));

    /// <summary>Reads protected settings. SecureString values are kept as they are.</summary>
    /// <inheritdoc cref="ReadPlain" path="/param"/>
    /// <inheritdoc cref="ReadPlain" path="/exception"/>
    public static IReadOnlyDictionary<string, SecretValue> ReadProtected(string parameter, IEnumerable<object> items) =>
        Read(parameter, items, (key, value) => value is SecureString secure ? new SecretValue(secure) : new SecretValue(Text(parameter, key, value)));

    private static Dictionary<string, T> Read<T>(string parameter, IEnumerable<object> items, Func<string, object?, T> convert)
    {
        ArgumentNullException.ThrowIfNull(items);
        var settings = new Dictionary<string, T>(StringComparer.Ordinal);
        var index = 0;
        foreach (var item in items)
        {
            index++;
            switch (item)
            {
                case IDictionary dictionary:
                    foreach (DictionaryEntry entry in dictionary)
                    {
                        var key = Convert.ToString(entry.Key, CultureInfo.InvariantCulture);
                        settings[ValidKey(parameter, key)] = convert(key!, entry.Value);
                    }

                    break;
                case string pair:
                    // The message names the position and not the text: a forgotten '=' may have left a secret alone in the string.
                    var equals = pair.IndexOf('=', StringComparison.Ordinal);
                    if (equals < 0)
                    {
                        throw Errors.SettingInvalid(
                            parameter, $"item {index} has no '=', so it is not a setting.", "Write 'key=value', or use a hashtable: @{ 'key' = 'value' }.");
                    }

                    var name = ValidKey(parameter, pair[..equals]);
                    settings[name] = convert(name, pair[(equals + 1)..]);
                    break;
                default:
                    throw Errors.SettingInvalid(
                        parameter, $"item {index} is a {item?.GetType().Name ?? "null"}.", "Give a hashtable, or strings of the form 'key=value'.");
            }
        }

        return settings;
    }

    /// <summary>Refuses a key that no setting can have.</summary>
    internal static string ValidKey(string parameter, string? key)
    {
        if (string.IsNullOrWhiteSpace(key))
        {
            throw Errors.SettingInvalid(parameter, "a setting has no name.", "Give each setting a key.");
        }

        if (key.Length > 4096)
        {
            // None of them is shown: swapped with its value, the key is the secret.
            throw Errors.SettingInvalid(
                parameter, $"a key has {key.Length} characters; 4096 are the most.", "Check that key and value were not swapped.");
        }

        if (key.Any(char.IsControl))
        {
            throw Errors.SettingInvalid(parameter, "a key holds a control character, such as a line break.", "Check the quotes around the key.");
        }

        return key;
    }

    private static string Text(string parameter, string key, object? value) => value switch
    {
        null => throw Errors.SettingInvalid(
            parameter, $"the value of '{key}' is $null, and Azure cannot remove a setting.", "Give a value; an empty string '' is one."),
        string text => text,
        char character => character.ToString(),
        bool flag => flag ? "true" : "false",
        Enum name => name.ToString(),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        Uri uri => uri.OriginalString,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IDictionary or IEnumerable => JsonSerializer.Serialize(Plain(parameter, key, value, 0), CompactJson),
        _ => value.ToString() is { } text && text != value.GetType().ToString()
            ? text
            : throw Errors.SettingInvalid(
                parameter, $"the value of '{key}' is a {value.GetType().Name}, which has no text of its own.", "Give a string, or the property that is meant."),
    };

    // Hashtables, lists and scalars only: what a person can write in PowerShell. Anything else is its text.
    private static object? Plain(string parameter, string key, object? value, int depth)
    {
        if (depth > 32)
        {
            throw Errors.SettingInvalid(
                parameter, $"the value of '{key}' is nested more than 32 deep.", "Check that it does not contain itself, or give JSON text.");
        }

        return value switch
        {
            null or string or bool => value,
            SecureString => throw Errors.SettingInvalid(
                parameter, $"the value of '{key}' holds a SecureString inside an object.", "Give the secret as a setting of its own in -ConfigurationProtectedSettings."),
            double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity or float.NegativeInfinity =>
                throw Errors.SettingInvalid(
                    parameter, $"the value of '{key}' holds a number that JSON does not know.", "Give it as a string, if the extension can read it."),
            IDictionary map => PlainMap(parameter, key, map, depth),
            IEnumerable list => list.Cast<object?>().Select(item => Plain(parameter, key, item, depth + 1)).ToList(),
            sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal => value,
            _ => Text(parameter, key, value),
        };
    }

    private static Dictionary<string, object?> PlainMap(string parameter, string key, IDictionary map, int depth)
    {
        // 1 and "1" are two keys of a hashtable and one of an object: the last wins, as everywhere.
        var plain = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in map)
        {
            plain[Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!] = Plain(parameter, key, entry.Value, depth + 1);
        }

        return plain;
    }
}
