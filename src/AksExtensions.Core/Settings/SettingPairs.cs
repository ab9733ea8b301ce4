using System.Collections;
using System.Globalization;
using System.Security;

namespace AksExtensions.Settings;

/// <summary>
/// Reads the settings that a person gave on the command line: hashtables (ordered or not) and <c>key=value</c> strings. Text is never
/// reinterpreted: <c>True</c> stays <c>True</c>, <c>{a,b}</c> stays <c>{a,b}</c>. Nested hashtables and lists get Helm's flat keys.
/// </summary>
public static class SettingPairs
{
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
                    foreach (var (key, value) in NestedSettings.Flatten(parameter, dictionary))
                    {
                        settings[key] = convert(key, value);
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
                    NestedSettings.RefuseWrapper(parameter, name);
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

    /// <summary>The text that Azure stores for a value that is neither an object nor a list.</summary>
    /// <exception cref="AksExtensionException"><c>SettingInvalid</c>.</exception>
    internal static string Text(string parameter, string key, object? value) => value switch
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
        double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity or float.NegativeInfinity =>
            throw Errors.SettingInvalid(
                parameter, $"the value of '{key}' is not a finite number.", "Give it as a string, if the extension can read it."),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() is { } text && text != value.GetType().ToString()
            ? text
            : throw Errors.SettingInvalid(
                parameter, $"the value of '{key}' is a {value.GetType().Name}, which has no text of its own.", "Give a string, or the property that is meant."),
    };
}
